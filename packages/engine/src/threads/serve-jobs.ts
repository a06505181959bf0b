import { parentPort } from "node:worker_threads";
import { useKernelMemory } from "@coffer/format/kernels";
import { collectYoungGarbage } from "./garbage.ts";
import type { JobContext, JobReply, JobRequest, Jobs, WorkerSetup } from "./job.ts";

/** So much dropped memory is worth a collection. See docs/decisions/0080. */
const GARBAGE_BYTES_MAX = 8 * 1024 * 1024;

/** The whole life of a worker thread: adopts the memory that its first message tells, then runs the jobs it is sent, in order. */
export function serveJobs(jobs: Jobs): void {
  const port = parentPort;
  if (port === null) throw new Error("serveJobs() runs in worker threads only");
  port.once("message", ({ memory, scratch }: WorkerSetup) => {
    const kernels = useKernelMemory(memory, scratch);
    const context: JobContext = { memory, kernels, state: new Map(), garbageBytes: 0 };
    port.on("message", (request: JobRequest) => {
      port.postMessage(runJob(jobs, context, request));
      if (context.garbageBytes < GARBAGE_BYTES_MAX) return;
      context.garbageBytes = 0;
      collectYoungGarbage();
    });
  });
}

/** Runs one job and wraps what comes of it. */
export function runJob(jobs: Jobs, context: JobContext, request: JobRequest): JobReply {
  try {
    const job = jobs[request.name];
    if (job === undefined) throw new Error(`unknown job ${request.name}`);
    return { id: request.id, result: job(context, request.message) };
  } catch (error) {
    const { name, message, stack } = error as Error;
    return { id: request.id, error: { name, message, ...(stack === undefined ? {} : { stack }) } };
  }
}
