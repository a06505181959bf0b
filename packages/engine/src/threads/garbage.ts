import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options: { type: "minor" | "major" }) => void;

let collect: Collect | undefined;

/**
 * Frees the buffers that this thread made and dropped a moment ago.
 *
 * Ciphers and codecs of Node return new memory with every call. V8 sees small objects with large memory behind them and waits
 * until some 60 MB of it have gathered, in each thread; collecting the youngest objects takes 0.2 ms, and memory that is used
 * again at once is still in the processor's cache. Figures: docs/decisions/0080-young-garbage.md.
 */
export function collectYoungGarbage(): void {
  collect ??= findCollector();
  collect({ type: "minor" });
}

/**
 * Frees all memory that nobody can reach any more, such as the table of an index that was let go: V8 may leave that lying for
 * minutes. Takes some 10 ms.
 */
export function collectOldGarbage(): void {
  collect ??= findCollector();
  collect({ type: "major" });
}

/** Collects old garbage when so much memory was taken since the last time that it may be worth it. */
export class GarbageLimit {
  readonly #sizeMax: number;
  #usedBefore: number = memoryUsed();

  /** @param sizeMax Bytes: of objects, and of what lies behind buffers. */
  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax;
  }

  check(): void {
    const used = memoryUsed();
    // V8 may have collected meanwhile.
    if (used < this.#usedBefore) this.#usedBefore = used;
    if (used <= this.#usedBefore + this.#sizeMax) return;
    collectOldGarbage();
    this.#usedBefore = memoryUsed();
  }
}

function memoryUsed(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

/** V8 shows its collector to contexts that are made after the flag was set. */
function findCollector(): Collect {
  setFlagsFromString("--expose-gc");
  const found: unknown = runInNewContext("globalThis.gc");
  setFlagsFromString("--no-expose-gc");
  return typeof found === "function" ? (found as Collect) : () => undefined;
}
