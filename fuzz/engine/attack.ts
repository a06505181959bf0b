import { setImmediate } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import type { FuzzTarget } from "../fuzz-target.ts";
import { INPUT_SIZE_MAX, mutate } from "./mutate.ts";
import { Random } from "./random.ts";

/** What {@link attack} gets. `input` holds the bytes of the run that is under way, `state` its number and length. */
export interface AttackOrder {
  readonly file: string;
  readonly corpus: readonly Uint8Array[];
  readonly seed: number;
  readonly seconds: number;
  /** Stop after that many runs; default: when the time is over. */
  readonly runs: number | undefined;
  readonly input: SharedArrayBuffer;
  readonly state: SharedArrayBuffer;
}

export type AttackReport =
  | { readonly type: "done"; readonly runs: number }
  | { readonly type: "finding"; readonly input: Uint8Array; readonly text: string; readonly runs: number };

const RUNS_PER_TURN = 16;

/** Runs in a worker of its own, so that its watcher can end it in the middle of an endless loop. */
async function attack(order: AttackOrder): Promise<AttackReport> {
  const { target } = (await import(order.file)) as { target: FuzzTarget };
  const shared = new Uint8Array(order.input);
  const state = new Int32Array(order.state);
  const random = new Random(order.seed);
  const seeds = [...target.seeds(), ...order.corpus, new Uint8Array(0)];
  const deadline = performance.now() + order.seconds * 1000;
  let runs = 0;
  for (;;) {
    // every seed as it is first, then mutations
    const input = seeds[runs] ?? mutate(random.pick(seeds), random, seeds);
    shared.set(input.subarray(0, INPUT_SIZE_MAX));
    Atomics.store(state, 1, Math.min(input.length, INPUT_SIZE_MAX));
    Atomics.add(state, 0, 1);
    try {
      const running = target.run(input);
      if (running !== undefined) await running;
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { type: "finding", input: shared.slice(0, Atomics.load(state, 1)), text, runs };
    }
    runs += 1;
    const enough = order.runs === undefined ? runs >= seeds.length && performance.now() > deadline : runs >= order.runs;
    if (enough) return { type: "done", runs };
    // Node gives back what a failed zlib call holds at the next turn of the event loop, as programs have many of.
    if (runs % RUNS_PER_TURN === 0) await setImmediate();
  }
}

if (parentPort !== null) {
  parentPort.postMessage(await attack(workerData as AttackOrder));
}
