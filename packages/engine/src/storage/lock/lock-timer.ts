import type { Clock } from "../../context/index.ts";

/** Waits between attempts until a time is over. */
export class LockTimer {
  readonly #clock: Clock;
  readonly #sleepMs: number;
  readonly #endMs: number;
  readonly #signal: AbortSignal | undefined;

  /** @param waitSeconds Negative: for ever. @param sleepMs Between attempts; default: a tenth of the wait, 60 s at most. */
  constructor(clock: Clock, waitSeconds: number, signal: AbortSignal | undefined, sleepMs?: number) {
    const isEndless = waitSeconds < 0;
    this.#clock = clock;
    this.#signal = signal;
    this.#endMs = isEndless ? Infinity : clock.monotonicMs() + waitSeconds * 1000;
    this.#sleepMs = sleepMs ?? (isEndless ? 1000 : Math.min(60_000, waitSeconds * 100));
  }

  /** Sleeps until the next attempt. @returns False if there is none any more. @throws The reason of the signal. */
  async next(): Promise<boolean> {
    if (this.#clock.monotonicMs() >= this.#endMs) return false;
    await this.#clock.sleep(this.#sleepMs, this.#signal);
    return true;
  }
}
