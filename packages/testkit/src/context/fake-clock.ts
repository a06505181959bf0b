import type { Clock } from "@coffer/engine/context";

/** A clock that moves only when told to, or when someone sleeps by it. */
export class FakeClock implements Clock {
  #micros: bigint;
  #milliseconds = 0;

  /** @param start Wall clock, microseconds since 1970. */
  constructor(start = 1_795_357_859_601_343n) {
    this.#micros = start;
  }

  nowMicros(): bigint {
    return this.#micros;
  }

  monotonicMs(): number {
    return this.#milliseconds;
  }

  /** Passes at once. */
  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.advance(milliseconds);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    signal?.throwIfAborted();
  }

  advance(milliseconds: number): void {
    this.#milliseconds += milliseconds;
    this.#micros += BigInt(Math.round(milliseconds * 1000));
  }
}
