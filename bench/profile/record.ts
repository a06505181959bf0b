/**
 * Loaded before a program (`--import`) in its main thread and in each worker: samples the thread from its start to its end, and writes
 * `thread-<number>.cpuprofile` into the folder that COFFER_PROFILE_FOLDER names.
 *
 * Node's own `--cpu-prof` writes nothing for workers that are terminated. Here the main thread has them write before they are.
 */
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { join } from "node:path";
import {
  BroadcastChannel,
  getEnvironmentData,
  isMainThread,
  setEnvironmentData,
  threadId,
  Worker,
} from "node:worker_threads";

const INTERVAL_US = 500;
/** A worker that does not answer for so long is left out. */
const PATIENCE_MS = 10_000;

/** Asks a worker to write; it counts itself in `written` then. */
interface Request {
  readonly thread: number;
  readonly written: Int32Array;
}

// workers of a program may get an environment of their own
if (isMainThread) setEnvironmentData("coffer-profile-folder", process.env["COFFER_PROFILE_FOLDER"] ?? ".");
const folder = getEnvironmentData("coffer-profile-folder") as string;
const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.setSamplingInterval", { interval: INTERVAL_US });
session.post("Profiler.start");
let isWritten = false;

const channel = new BroadcastChannel("coffer-profile");
channel.unref();
if (isMainThread) superviseWorkers();
else channel.addEventListener("message", (event) => answer((event as unknown as { data: Request }).data));
process.on("exit", writeProfile);

function answer({ thread, written }: Request): void {
  if (thread !== threadId) return;
  writeProfile();
  Atomics.store(written, 0, 1);
  Atomics.notify(written, 0);
}

function writeProfile(): void {
  if (isWritten) return;
  isWritten = true;
  session.post("Profiler.stop", (error, result) => {
    if (error === null) writeFileSync(join(folder, `thread-${threadId}.cpuprofile`), JSON.stringify(result.profile));
  });
}

function superviseWorkers(): void {
  const alive = new Set<Worker>();
  process.on("worker", (worker) => {
    alive.add(worker);
    worker.once("exit", () => alive.delete(worker));
  });
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this`
  const { terminate } = Worker.prototype;
  Worker.prototype.terminate = function terminateWritten(this: Worker) {
    if (alive.delete(this)) haveWritten(this);
    return terminate.call(this);
  };
  process.prependListener("exit", () => alive.forEach(haveWritten));
}

function haveWritten({ threadId: thread }: Worker): void {
  const written = new Int32Array(new SharedArrayBuffer(4));
  channel.postMessage({ thread, written } satisfies Request);
  Atomics.wait(written, 0, 0, PATIENCE_MS);
}
