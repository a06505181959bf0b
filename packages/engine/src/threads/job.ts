import type { Kernels } from "@coffer/format/kernels";

/** What a job may touch: the shared bytes, the kernels over them, and what {@link Pool.configure} set. */
export interface JobContext {
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
  /** Objects that jobs of one thread keep between calls (an unlocked key, a compressor). Never bytes of a region. */
  readonly state: Map<string, unknown>;
  /** Bytes of short-lived memory (what ciphers and codecs returned) that jobs have made; they count, the thread collects. */
  garbageBytes: number;
}

/** A job: synchronous, deterministic, no effects but on the regions that its message names. */
export type Job<Message, Result> = (context: JobContext, message: Message) => Result;

/** The jobs that a pool can run, by name. */
// oxlint-disable-next-line typescript/no-explicit-any -- each job has a message type of its own
export type Jobs = Readonly<Record<string, Job<any, any>>>;

export type MessageOf<J extends Jobs, N extends keyof J> = Parameters<J[N]>[1];
export type ResultOf<J extends Jobs, N extends keyof J> = ReturnType<J[N]>;

/** Main to worker. */
export interface JobRequest {
  readonly id: number;
  readonly name: string;
  readonly message: unknown;
}

/** Worker to main: a result, or an error as plain data. */
export interface JobReply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly message: string; readonly stack?: string };
}

/** What a worker is told first. */
export interface WorkerSetup {
  readonly memory: WebAssembly.Memory;
  readonly scratch: { readonly offset: number; readonly size: number };
}

/** A job threw: a defect, since jobs report what is wrong with bytes in their results. */
export class JobFailed extends Error {
  override readonly name = "JobFailed";

  constructor(jobName: string, cause: { name: string; message: string; stack?: string }) {
    super(`job ${jobName} failed: ${cause.name}: ${cause.message}`, { cause });
  }
}
