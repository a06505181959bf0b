import type { BorgError } from "@coffer/format/errors";
import { OrderedQueue } from "../../threads/index.ts";
import type { FetchedBatch, FetchStage, WantedChunk } from "./fetch-stage.ts";
import {
  FETCH_BATCH_BYTES,
  FETCH_BATCH_CHUNKS_MAX,
  FETCH_BATCH_STEPS_MAX,
  FETCH_BATCHES_AHEAD_MAX,
  FETCH_SMALL_BATCH_BYTES,
  FETCH_SMALL_BATCHES_AHEAD_MAX,
} from "./limits.ts";

/** Something with content, in the order in which it is to come out. */
export interface ContentEntry {
  /** Empty for what has no content. */
  readonly chunks: readonly WantedChunk[];
  /** True: nobody needs the rest of the content. What was not fetched yet is left out; `end` comes all the same. */
  readonly isSettled?: boolean;
}

/**
 * Receives the entries in order: `begin`, `data` for each chunk, `end`. Bytes are valid until `data` has resolved; whoever needs
 * them for longer retains their batch, and must release it without waiting for further data.
 */
export interface ContentSink<E extends ContentEntry> {
  begin(entry: E): void | Promise<void>;
  data(entry: E, bytes: Uint8Array, origin: ContentOrigin): void | Promise<void>;
  /** A chunk is missing or damaged. Return to go on without it, or throw. */
  damaged(entry: E, chunk: WantedChunk, error: BorgError): void | Promise<void>;
  end(entry: E): void | Promise<void>;
  /** What was fetched together has been handed over. */
  batchEnd?(): void | Promise<void>;
}

/** Where bytes come from. */
export interface ContentOrigin {
  readonly batch: FetchedBatch;
  /** Place among the chunks of the batch. */
  readonly index: number;
}

/** One move of the sink: the next chunk of `entry`, or, where there is no content (any more), just begin and end. */
interface Step<E> {
  readonly entry: E;
  readonly chunk: WantedChunk | undefined;
  readonly first: boolean;
  readonly last: boolean;
}

interface StepBatch<E> {
  readonly steps: readonly Step<E>[];
  readonly fetched: FetchedBatch | undefined;
}

/**
 * Fetches the contents of `entries`, which come in batches, ahead and feeds `sink` in order.
 *
 * @param batchesAhead Batches that may wait to be used; more if they are small.
 *
 * What `entries` or `sink` throw ends the stream; memory in flight is released in every case.
 */
export async function streamContents<E extends ContentEntry>(
  stage: FetchStage,
  entries: AsyncIterable<readonly E[]> | Iterable<readonly E[]>,
  sink: ContentSink<E>,
  batchesAhead: number = FETCH_BATCHES_AHEAD_MAX,
): Promise<void> {
  const queue = new OrderedQueue<StepBatch<E>>();
  let stopped = false;
  const producing = produce(stage, entries, { queue, batchesAhead }, () => stopped).catch((error: unknown) =>
    queue.fail(error as Error),
  );
  try {
    for (let batch = await queue.next(); batch !== undefined; batch = await queue.next()) await consume(batch, sink);
  } catch (error) {
    stopped = true;
    queue.fail(error as Error);
    throw error;
  } finally {
    if (!stopped) await producing;
  }
}

async function produce<E extends ContentEntry>(
  stage: FetchStage,
  entries: AsyncIterable<readonly E[]> | Iterable<readonly E[]>,
  { queue, batchesAhead }: { readonly queue: OrderedQueue<StepBatch<E>>; readonly batchesAhead: number },
  isStopped: () => boolean,
): Promise<void> {
  let steps: Step<E>[] = [];
  let wanted: WantedChunk[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    const room = queue.room(bytes <= FETCH_SMALL_BATCH_BYTES ? FETCH_SMALL_BATCHES_AHEAD_MAX : batchesAhead);
    if (room !== undefined) await room;
    const fetched = wanted.length > 0 ? await stage.fetch(wanted) : undefined;
    queue.push({ steps, fetched });
    [steps, wanted, bytes] = [[], [], 0];
  };
  for await (const batch of entries) {
    for (const entry of batch) {
      if (isStopped()) return;
      if (entry.chunks.length === 0) steps.push({ entry, chunk: undefined, first: true, last: true });
      for (let index = 0; index < entry.chunks.length; index++) {
        if (entry.isSettled === true) {
          steps.push({ entry, chunk: undefined, first: index === 0, last: true });
          break;
        }
        const chunk = entry.chunks[index] as WantedChunk;
        steps.push({ entry, chunk, first: index === 0, last: index === entry.chunks.length - 1 });
        wanted.push(chunk);
        bytes += chunk.size;
        if (bytes >= FETCH_BATCH_BYTES || wanted.length >= FETCH_BATCH_CHUNKS_MAX) await flush();
      }
      if (steps.length >= FETCH_BATCH_STEPS_MAX) await flush();
    }
  }
  if (steps.length > 0) await flush();
  queue.end();
}

async function consume<E extends ContentEntry>(batch: StepBatch<E>, sink: ContentSink<E>): Promise<void> {
  try {
    const chunks = (await batch.fetched?.chunks) ?? [];
    let next = 0;
    for (const step of batch.steps) {
      // Awaited only where there is something to wait for: most sinks work at once.
      const begun = step.first ? sink.begin(step.entry) : undefined;
      if (begun !== undefined) await begun;
      const taken = step.chunk === undefined ? undefined : hand(sink, step, batch.fetched, chunks, next++);
      if (taken !== undefined) await taken;
      const ended = step.last ? sink.end(step.entry) : undefined;
      if (ended !== undefined) await ended;
    }
    await sink.batchEnd?.();
  } finally {
    batch.fetched?.release();
  }
}

function hand<E extends ContentEntry>(
  sink: ContentSink<E>,
  step: Step<E>,
  batch: FetchedBatch | undefined,
  chunks: readonly (Uint8Array | BorgError)[],
  index: number,
): void | Promise<void> {
  const content = chunks[index];
  if (batch === undefined || step.chunk === undefined || content === undefined) {
    throw new Error("a batch came back with too few chunks");
  }
  if (content instanceof Uint8Array) return sink.data(step.entry, content, { batch, index });
  return sink.damaged(step.entry, step.chunk, content);
}
