import { Worker } from "node:worker_threads";

/** MB for short-lived objects: enough where jobs make bytes and hardly any objects, and where they make many. */
export const YOUNG_GENERATION = 4;
export const YOUNG_GENERATION_OF_PINNED = 8;

let early: { readonly href: string; readonly worker: Worker } | undefined;

/**
 * Starts a thread that runs `url`, a module that calls `serveJobs`. It waits for its `WorkerSetup` as the first message, and keeps no program
 * alive until it is told to.
 *
 * @param youngGeneration MB.
 */
export function startWorker(url: URL, youngGeneration: number): Worker {
  const worker = new Worker(url, {
    // Secrets come by message; a worker needs nothing of our environment.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: youngGeneration },
  });
  worker.unref();
  return worker;
}

/**
 * Starts the thread of pinned jobs of the first pool to come, if that runs `url`: a thread takes as long to start as a program takes to be
 * loaded, and both can be done at once. A thread that nobody takes ends with the program.
 */
export function startEarlyWorker(url: URL): Worker {
  const worker = startWorker(url, YOUNG_GENERATION_OF_PINNED);
  early = { href: url.href, worker };
  const forget = (): void => {
    if (early?.worker === worker) early = undefined;
  };
  // whoever needs a thread then starts one, and hears of the trouble
  worker.once("error", forget);
  worker.once("exit", forget);
  return worker;
}

/** The thread of {@link startEarlyWorker}, for one taker. */
export function takeEarlyWorker(url: URL): Worker | undefined {
  if (early?.href !== url.href) return undefined;
  const { worker } = early;
  early = undefined;
  return worker;
}
