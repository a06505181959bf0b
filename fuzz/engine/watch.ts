import { memoryUsage } from "node:process";
import { Worker } from "node:worker_threads";
import type { AttackOrder, AttackReport } from "./attack.ts";
import { INPUT_SIZE_MAX } from "./mutate.ts";

/** A single input may take that long. */
export const RUN_TIME_MAX_MS = 5_000;
/** Memory of the whole process, in bytes. Garbage counts: a decoder that lives on garbage is a finding as well. */
export const MEMORY_MAX = 1_200 * 1024 * 1024;

export interface Finding {
  readonly text: string;
  readonly input: Uint8Array;
}

export interface Outcome {
  readonly runs: number;
  readonly finding: Finding | undefined;
}

/** Sets a worker on one target and watches over its time and memory; ends it when it passes a bound. */
export async function watch(order: Omit<AttackOrder, "input" | "state">): Promise<Outcome> {
  const input = new SharedArrayBuffer(INPUT_SIZE_MAX);
  const state = new SharedArrayBuffer(8);
  const worker = new Worker(new URL("attack.ts", import.meta.url), {
    workerData: { ...order, input, state } satisfies AttackOrder,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const counters = new Int32Array(state);
  const current = (): Uint8Array => new Uint8Array(input).slice(0, Atomics.load(counters, 1));
  return await new Promise<Outcome>((resolve) => {
    let last = -1;
    let since = performance.now();
    const end = (outcome: Outcome): void => {
      clearInterval(timer);
      void worker.terminate().then(() => resolve(outcome));
    };
    const stop = (text: string): void => end({ runs: Atomics.load(counters, 0), finding: { text, input: current() } });
    const timer = setInterval(() => {
      const runs = Atomics.load(counters, 0);
      if (runs !== last) [last, since] = [runs, performance.now()];
      else if (runs > 0 && performance.now() - since > RUN_TIME_MAX_MS)
        stop(`hangs: one run over ${RUN_TIME_MAX_MS} ms`);
      const { rss } = memoryUsage();
      if (rss > MEMORY_MAX) stop(`takes ${Math.round(rss / 1048576)} MiB of memory, over ${MEMORY_MAX / 1048576}`);
    }, 50);
    worker.once("message", (report: AttackReport) => {
      if (report.type === "done") end({ runs: report.runs, finding: undefined });
      else end({ runs: report.runs, finding: { text: report.text, input: report.input } });
    });
    worker.once("error", (error: unknown) => {
      stop(error instanceof Error ? (error.stack ?? error.message) : String(error));
    });
  });
}
