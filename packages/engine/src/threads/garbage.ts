import { setFlagsFromString } from "node:v8";
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

/** V8 shows its collector to contexts that are made after the flag was set. */
function findCollector(): Collect {
  setFlagsFromString("--expose-gc");
  const found: unknown = runInNewContext("globalThis.gc");
  setFlagsFromString("--no-expose-gc");
  return typeof found === "function" ? (found as Collect) : () => undefined;
}
