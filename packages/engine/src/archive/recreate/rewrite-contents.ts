import type { Item } from "@coffer/format/archive";
import type { Cache } from "../../cache/index.ts";
import type { Session } from "../../session/index.ts";
import { OrderedQueue } from "../../threads/index.ts";
import { CheckpointSchedule } from "../checkpoint/index.ts";
import type { FetchStage, WantedChunk } from "../contents/index.ts";
import { streamContents } from "../contents/index.ts";
import type { ArchiveStore, Decided } from "../create/index.ts";
import { dropReference, Sealer, WriteStage } from "../create/index.ts";
import type { PipelinePool } from "../jobs/index.ts";
import { stopIfUrgent } from "../jobs/index.ts";
import { ChunkRewriter } from "./chunk-rewriter.ts";
import type { ItemSelection } from "./item-selection.ts";
import type { ItemWriter } from "./item-writer.ts";
import { chunkBytesMaxOf, staysWhole } from "./limits.ts";
import type { CutUnit, RechunkSinkOptions } from "./rechunk-sink.ts";
import { RechunkSink } from "./rechunk-sink.ts";
import { RechunkStage } from "./rechunk-stage.ts";
import { RecompressSink } from "./recompress-sink.ts";
import type { RecreateArchiveOptions } from "./recreate-options.ts";
import type { RewriteEntry } from "./rewrite-entry.ts";
import { plainEntry } from "./rewrite-entry.ts";

/** What the rewriting of one archive works with. */
export interface RewriteParts {
  readonly session: Session;
  readonly cache: Cache;
  readonly pool: PipelinePool;
  readonly stage: FetchStage;
  readonly items: AsyncIterable<readonly Item[]>;
  readonly selection: ItemSelection;
  readonly store: ArchiveStore;
  readonly writer: ItemWriter;
  /** Commits what is complete. */
  readonly saveCheckpoint: () => Promise<void>;
}

/**
 * Contents on their way: fetched and opened ahead, cut anew if need be, sealed, appended in order; then their items.
 *
 * Nonces depend on the order alone: the same bytes at any number of threads.
 */
export async function rewriteContents(parts: RewriteParts, options: RecreateArchiveOptions): Promise<void> {
  const { session, cache, pool, writer, stage } = parts;
  const decided = new OrderedQueue<Decided>();
  const { key, nonces, compressor } = session;
  const sealer = new Sealer({ pool, output: pool.spare, key, nonces, compressor });
  const { recompress, rewritten } = options;
  const { checkpointInterval: intervalSeconds, signal } = options;
  const checkpoints = new CheckpointSchedule(session.ctx, {
    intervalSeconds,
    signal,
    isWanted: () => session.repository.wantsCommit,
  });
  const { chunks } = cache;
  const rewriter = new ChunkRewriter({ chunks, rewritten, recompress, sealer, decided, checkpoints, signal });
  let failure: Error | undefined;
  const assertWanted = (): void => {
    stopIfUrgent(signal);
    if (failure !== undefined) throw failure;
  };
  const entries = entriesOf(parts, rewriter, options);
  const deciding = options.rechunk
    ? rechunk(parts, rewriter, entries, { chunkBytesMax: chunkBytesMaxOf(options.chunker), assertWanted })
    : streamContents(stage, entries, new RecompressSink({ pool, cache, rewriter, writer, assertWanted }));
  const writing = new WriteStage({
    decided,
    repository: session.repository,
    chunks,
    output: pool.spare,
    dropReference: (id) => dropReference(cache, session.repository, id),
    flushItems: () => parts.store.flushItems(),
    saveCheckpoint: parts.saveCheckpoint,
  }).run();

  const fail = (error: unknown): never => {
    failure ??= error as Error;
    decided.fail(failure);
    throw failure;
  };
  // The first failure is the one that counts: a stage that failed frees no more memory, and others may wait for it for ever.
  await Promise.all([deciding.then(() => decided.end()), writing].map((running) => running.catch(fail)));
}

/** Two stages: contents are brought together and cut; their chunks are decided on. */
async function rechunk(
  { pool, session, stage, writer }: RewriteParts,
  rewriter: ChunkRewriter,
  entries: AsyncIterable<readonly RewriteEntry[]>,
  rules: Pick<RechunkSinkOptions, "chunkBytesMax" | "assertWanted">,
): Promise<void> {
  const units = new OrderedQueue<CutUnit>();
  const cutting = streamContents(stage, entries, new RechunkSink({ pool, units, ...rules })).then(() => units.end());
  const deciding = new RechunkStage({ session, units, rewriter, writer }).run();
  await Promise.all(
    [cutting, deciding].map((running) =>
      running.catch((error: unknown) => {
        units.fail(error as Error);
        throw error;
      }),
    ),
  );
}

async function* entriesOf(
  { items, selection }: RewriteParts,
  rewriter: ChunkRewriter,
  options: RecreateArchiveOptions,
): AsyncGenerator<RewriteEntry[], void, undefined> {
  const entryOf = options.rechunk
    ? (item: Item): RewriteEntry => rechunkEntry(item, options)
    : (item: Item): RewriteEntry => recompressEntry(item, rewriter);
  for await (const batch of items) {
    yield batch.map((item) => (selection.takes(item) ? entryOf(item) : plainEntry(item, false)));
  }
}

const FIRST: readonly number[] = [0];

/** Of chunks that occur again, the first one is compressed, and the others need not be fetched. */
function recompressEntry(item: Item, rewriter: ChunkRewriter): RewriteEntry {
  const [only] = item.chunks ?? [];
  if (item.chunks?.length === 1 && only !== undefined) {
    return rewriter.claim(only.id)
      ? { item, isTaken: true, places: FIRST, chunks: item.chunks }
      : plainEntry(item, true);
  }
  const [chunks, places]: [WantedChunk[], number[]] = [[], []];
  for (const [place, chunk] of (item.chunks ?? []).entries()) {
    if (!rewriter.claim(chunk.id)) continue;
    chunks.push(chunk);
    places.push(place);
  }
  return { item, isTaken: true, places, chunks };
}

/** What would be cut as it is now, and is not compressed anew, need not be fetched. */
function rechunkEntry(item: Item, { chunker, recompress }: RecreateArchiveOptions): RewriteEntry {
  const chunks = item.chunks ?? [];
  const [first] = chunks;
  const stays = recompress === "never" && chunks.length === 1 && first !== undefined && staysWhole(first.size, chunker);
  return stays ? plainEntry(item, true) : { item, isTaken: true, places: [], chunks };
}
