import assert from "node:assert/strict";
import type { Worker } from "node:worker_threads";
import { useKernelMemory } from "@coffer/format/kernels";
import type { JobContext, JobReply, JobRequest, Jobs, MessageOf, ResultOf, WorkerSetup } from "./job.ts";
import { JobFailed } from "./job.ts";
import { runJob } from "./serve-jobs.ts";
import type { SharedMemory } from "./shared-memory.ts";
import { startWorker, takeEarlyWorker, YOUNG_GENERATION, YOUNG_GENERATION_OF_PINNED } from "./start-worker.ts";

/** Jobs that one worker may have been sent before it answered the first: hides the way of a message. */
const JOBS_AHEAD = 2;
/** As long as fewer jobs than this wait for a busy worker, no other one is started: that takes longer than most jobs. */
const BACKLOG_MIN = 2;

export interface PoolOptions<J extends Jobs> {
  /** 0 runs the jobs inline. */
  readonly threads: number;
  readonly shared: SharedMemory;
  readonly jobs: J;
  /** Module that calls `serveJobs` with the same jobs. */
  readonly workerUrl: URL;
}

interface Waiting {
  readonly request: JobRequest;
  readonly isPinned: boolean;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly sent: Map<number, Waiting>;
}

/**
 * Runs jobs on workers, or inline. Owned by one pipeline; {@link close} ends the workers.
 *
 * A worker is started when there is work for it: a pipeline that finds nothing to do costs no threads.
 */
export class Pool<J extends Jobs> {
  readonly #options: PoolOptions<J>;
  readonly #threads: Thread[] = [];
  /** Index 0 is urgent: what other jobs are made from. Memory, not order, bounds how far it runs ahead. */
  readonly #queues: [Waiting[], Waiting[]] = [[], []];
  readonly #pinned: Waiting[] = [];
  /** One of the threads: runs pinned jobs, and others when there are none. */
  #pinnedThread: Thread | undefined;
  readonly #inline: JobContext | undefined;
  /** What each thread is told before its first job. */
  #setup: { readonly name: string; readonly message: unknown } | undefined;
  #nextId = 1;
  #failure: Error | undefined;

  constructor(options: PoolOptions<J>) {
    this.#options = options;
    const { memory } = options.shared;
    if (options.threads === 0) {
      const kernels = useKernelMemory(memory, options.shared.scratch(0));
      this.#inline = { memory, kernels, state: new Map(), garbageBytes: 0 };
    }
  }

  /** Count of worker threads. */
  get threads(): number {
    return this.#options.threads;
  }

  /**
   * Runs a job. With `urgent`, before all jobs that are not.
   * @throws {JobFailed} If the job threw, or its worker died.
   */
  run<N extends keyof J & string>(name: N, message: MessageOf<J, N>, urgent = false): Promise<ResultOf<J, N>> {
    return this.#enqueue(this.#queues[urgent ? 0 : 1], name, message);
  }

  /** As {@link run}, for jobs that share a state: they run on one thread, in the order of the calls. */
  runPinned<N extends keyof J & string>(name: N, message: MessageOf<J, N>): Promise<ResultOf<J, N>> {
    return this.#enqueue(this.#pinned, name, message);
  }

  #enqueue<N extends keyof J & string>(queue: Waiting[], name: N, message: MessageOf<J, N>): Promise<ResultOf<J, N>> {
    const request = { id: this.#nextId++, name, message };
    if (this.#inline !== undefined) {
      const reply = runJob(this.#options.jobs, this.#inline, request);
      if (reply.error !== undefined) return Promise.reject(new JobFailed(name, reply.error));
      return Promise.resolve(reply.result as ResultOf<J, N>);
    }
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      queue.push({ request, isPinned: queue === this.#pinned, resolve: resolve as (result: unknown) => void, reject });
      this.#dispatch();
    });
  }

  /** Has a job run once on every thread before all later ones, to hand over keys and settings. Its failure fails the others. */
  configure<N extends keyof J & string>(name: N, message: MessageOf<J, N>): void {
    assert(this.#setup === undefined, "a pool is configured once");
    this.#setup = { name, message };
    for (const thread of this.#threads) this.#sendSetup(thread);
    if (this.#inline === undefined) return;
    const reply = runJob(this.#options.jobs, this.#inline, { id: 0, name, message });
    if (reply.error !== undefined) throw new JobFailed(name, reply.error);
  }

  /** Starts the thread of pinned jobs before there is work for it. */
  warmUp(): void {
    if (this.#options.threads > 0) this.#pinnedThread ??= this.#spawn(YOUNG_GENERATION_OF_PINNED);
  }

  /** Starts every thread, for a pipeline that has work for all of them for certain. */
  warmUpAll(): void {
    while (this.#threads.length < this.#options.threads) this.#spawn(YOUNG_GENERATION);
  }

  /** Ends the workers; jobs still running are lost, and their promises are never settled. */
  async close(): Promise<void> {
    this.#failure ??= new Error("the pool is closed");
    // an answer that is on its way would unref the worker, and nothing might keep the program alive until it has ended
    for (const { worker } of this.#threads) worker.removeAllListeners("message");
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #spawn(youngGeneration: number): Thread {
    const { shared, workerUrl } = this.#options;
    const early = youngGeneration === YOUNG_GENERATION_OF_PINNED ? takeEarlyWorker(workerUrl) : undefined;
    const worker = early ?? startWorker(workerUrl, youngGeneration);
    const setup: WorkerSetup = { memory: shared.memory, scratch: shared.scratch(this.#threads.length + 1) };
    worker.postMessage(setup);
    const thread: Thread = { worker, sent: new Map() };
    worker.on("message", (reply: JobReply) => this.#settle(thread, reply));
    worker.on("error", (error: Error) => this.#fail(error));
    this.#threads.push(thread);
    this.#sendSetup(thread);
    return thread;
  }

  #sendSetup(thread: Thread): void {
    if (this.#setup === undefined) return;
    const request = { id: this.#nextId++, ...this.#setup };
    this.#send(thread, { request, isPinned: false, resolve: () => undefined, reject: (error) => this.#fail(error) });
  }

  #dispatch(): void {
    for (;;) {
      const queue = this.#queues[0].length > 0 ? this.#queues[0] : this.#queues[1];
      const thread = queue.length === 0 ? undefined : this.#leastBusy();
      if (thread === undefined) break;
      this.#send(thread, queue.shift() as Waiting);
    }
    while (this.#pinned.length > 0) {
      this.#pinnedThread ??= this.#spawn(YOUNG_GENERATION_OF_PINNED);
      if (this.#pinnedThread.sent.size >= JOBS_AHEAD) return;
      this.#send(this.#pinnedThread, this.#pinned.shift() as Waiting);
    }
  }

  /** The thread to take the next job: an idle one, a new one, else one that is not too far behind. */
  #leastBusy(): Thread | undefined {
    let best: Thread | undefined;
    for (const thread of this.#threads) {
      if (this.#isKeptForPinned(thread)) continue;
      if (best === undefined || thread.sent.size < best.sent.size) best = thread;
    }
    if (best?.sent.size === 0) return best;
    const waiting = this.#queues[0].length + this.#queues[1].length;
    const isWorthIt = this.#threads.length === 0 || waiting >= BACKLOG_MIN;
    if (isWorthIt && this.#threads.length < this.#options.threads) return this.#spawn(YOUNG_GENERATION);
    return best !== undefined && best.sent.size < JOBS_AHEAD ? best : undefined;
  }

  /** A job behind pinned ones could wait long, and with it all that comes after it. */
  #isKeptForPinned(thread: Thread): boolean {
    if (thread !== this.#pinnedThread) return false;
    if (this.#pinned.length > 0) return true;
    for (const { isPinned } of thread.sent.values()) if (isPinned) return true;
    return false;
  }

  #send(thread: Thread, waiting: Waiting): void {
    if (thread.sent.size === 0) thread.worker.ref();
    thread.sent.set(waiting.request.id, waiting);
    thread.worker.postMessage(waiting.request);
  }

  #settle(thread: Thread, reply: JobReply): void {
    const waiting = thread.sent.get(reply.id);
    assert(waiting !== undefined, "reply to an unknown job");
    thread.sent.delete(reply.id);
    if (thread.sent.size === 0) thread.worker.unref();
    if (reply.error !== undefined) waiting.reject(new JobFailed(waiting.request.name, reply.error));
    else waiting.resolve(reply.result);
    this.#dispatch();
  }

  #fail(error: Error): void {
    this.#failure ??= new Error(`a worker thread died: ${error.message}`, { cause: error });
    const failure = this.#failure;
    for (const queue of [...this.#queues, this.#pinned]) for (const waiting of queue.splice(0)) waiting.reject(failure);
    for (const thread of this.#threads) {
      for (const waiting of thread.sent.values()) waiting.reject(failure);
      thread.sent.clear();
    }
  }
}
