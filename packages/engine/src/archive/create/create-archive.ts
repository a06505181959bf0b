import type { ArchiveRecord } from "@coffer/format/archive";
import { formatTimestamp, freeCheckpointName } from "@coffer/format/archive";
import type { ChunkerParams } from "@coffer/format/chunker";
import { chunkerParamsToArchive } from "@coffer/format/chunker";
import type { CompressionSpec } from "@coffer/format/compression";
import { ArchiveAlreadyExists } from "@coffer/format/errors";
import type { Cache } from "../../cache/index.ts";
import type { Session } from "../../session/index.ts";
import { CheckpointSchedule } from "../checkpoint/index.ts";
import type { FilesChanged, PipelinePool } from "../jobs/index.ts";
import { stopIfInterrupted } from "../jobs/index.ts";
import { MetadataCollector } from "../source/index.ts";
import type { MetadataOptions } from "../source/index.ts";
import { ArchiveFeed } from "./archive-feed.ts";
import { ArchiveStore, commitChanges } from "./archive-store.ts";
import { EntryFactory } from "./entry-factory.ts";
import { ItemCollector } from "./item-collector.ts";
import { pipedEntries } from "./piped-entry.ts";
import type { PipedInput } from "./piped-entry.ts";
import { Pipeline } from "./pipeline.ts";
import type { PipelineCheckpoints } from "./pipeline.ts";
import type { Statistics } from "./statistics.ts";
import type { WalkAhead } from "./walk-ahead.ts";

export interface CreateArchiveOptions {
  readonly name: string;
  /** Gives the archive its content. What it throws ends the command. */
  readonly feed: (feed: ArchiveFeed) => Promise<void>;
  /** As `startCreatePool` makes it; the caller closes it. */
  readonly pool: PipelinePool;
  /** Under way; the caller closes it. */
  readonly walk: WalkAhead;
  /** What the walk takes for standard input. */
  readonly standardInput?: PipedInput | undefined;
  /** As the walk was told. */
  readonly metadata: MetadataOptions;
  readonly compression: CompressionSpec;
  readonly chunker: ChunkerParams;
  readonly filesChanged: FilesChanged;
  readonly sparse: boolean;
  readonly comment: string;
  /** Start of the archive instead of now, µs since 1970. */
  readonly timestampMicros?: bigint;
  /** Stored in the archive. */
  readonly cmdline: readonly string[];
  /** Monotonic and wall clock when the command began. */
  readonly begunMs: number;
  /** Seconds of work between checkpoints; 0: none by time. */
  readonly checkpointInterval: number;
  /** Ends the command with an error at the next entry; before a gentle stop, a checkpoint is made. */
  readonly signal?: AbortSignal;
}

export interface CreatedArchive {
  readonly name: string;
  readonly id: Uint8Array;
  /** µs since 1970. */
  readonly startMicros: bigint;
  readonly endMicros: bigint;
  readonly statistics: Statistics;
  /** Stored size of the archive's record, which has a limit. */
  readonly recordCsize: number;
}

/**
 * Writes one archive and commits it.
 *
 * Files that cannot be read are warnings. On any other error nothing of the archive exists but its last checkpoint, if
 * there was one: the caller abandons the transaction by closing repository and cache.
 *
 * @throws {ArchiveAlreadyExists} Before anything is written.
 */
export async function createArchive(
  session: Session,
  cache: Cache,
  options: CreateArchiveOptions,
): Promise<CreatedArchive> {
  const { manifest, ctx } = session;
  if (manifest.archives.has(options.name)) throw new ArchiveAlreadyExists(options.name);
  await cache.begin();
  const store = new ArchiveStore(session, cache);
  const items = new ItemCollector(ctx.reporter, store);
  const pipeline = Pipeline.start({
    session,
    cache,
    pool: options.pool,
    compression: options.compression,
    chunker: options.chunker,
    filesChanged: options.filesChanged,
    sparse: options.sparse,
    signal: options.signal,
    flushItems: () => store.flushItems(),
    checkpoints: checkpointsOf(session, store, items, options),
  });
  try {
    await options.feed(feedOf(session, cache, pipeline, items, options));
    await pipeline.checkpoint();
    stopIfInterrupted(options.signal);
    await pipeline.finish();
  } finally {
    await pipeline.close();
  }
  const { reporter } = ctx;
  if (reporter.wantsProgress) {
    reporter.progress({ type: "archive_progress", ...items.statistics, path: "", finished: true });
  }
  return save(session, cache, store, items, options);
}

function checkpointsOf(
  session: Session,
  store: ArchiveStore,
  items: ItemCollector,
  options: CreateArchiveOptions,
): PipelineCheckpoints {
  const { manifest, ctx } = session;
  const name = freeCheckpointName(options.name, (taken) => manifest.archives.has(taken));
  const { checkpointInterval: intervalSeconds, signal } = options;
  return {
    schedule: new CheckpointSchedule(ctx, { intervalSeconds, signal }),
    save: async () => {
      if (!store.hasUnsavedItems) return;
      await store.saveCheckpoint({ ...describe(session, items, options, timesOf(session, options)), name });
    },
  };
}

function feedOf(
  session: Session,
  cache: Cache,
  pipeline: Pipeline,
  items: ItemCollector,
  options: CreateArchiveOptions,
): ArchiveFeed {
  const { ctx } = session;
  const { reporter, cwd } = ctx;
  const { walk, standardInput, signal } = options;
  const factory = new EntryFactory({
    key: session.key,
    cwd,
    cache,
    reporter,
    metadata: new MetadataCollector(options.metadata, (message) =>
      reporter.log({ level: "warning", message, name: "borg.xattr" }),
    ),
    forgetMaster: (master) => walk.forgetMaster(master),
    items,
    standardInput: () => (standardInput === undefined ? [] : pipedEntries(standardInput, false, items, ctx)),
  });
  return new ArchiveFeed({ ctx, pipeline, walk, factory, items, signal });
}

async function save(
  session: Session,
  cache: Cache,
  store: ArchiveStore,
  items: ItemCollector,
  options: CreateArchiveOptions,
): Promise<CreatedArchive> {
  await store.flushItems(true);
  const times = timesOf(session, options);
  const { id, csize } = await store.storeRecord(describe(session, items, options, times));
  await commitChanges(session, cache);
  return { name: options.name, id, ...times, statistics: items.statistics, recordCsize: csize };
}

type Times = Pick<CreatedArchive, "startMicros" | "endMicros">;

/** Begin and end of the archive, if it ends now. */
function timesOf(session: Session, options: CreateArchiveOptions): Times {
  const { clock } = session.ctx;
  const elapsed = BigInt(Math.round((clock.monotonicMs() - options.begunMs) * 1000));
  const endMicros = options.timestampMicros === undefined ? clock.nowMicros() : options.timestampMicros + elapsed;
  return { startMicros: endMicros - elapsed, endMicros };
}

function describe(
  session: Session,
  { statistics, parts }: ItemCollector,
  options: CreateArchiveOptions,
  { startMicros, endMicros }: Times,
): Omit<ArchiveRecord, "items"> {
  const { hostname, username, cwd } = session.ctx;
  return {
    version: 1,
    name: options.name,
    comment: options.comment,
    cmdline: [...options.cmdline],
    hostname,
    username,
    time: formatTimestamp(startMicros),
    time_end: formatTimestamp(endMicros),
    cwd,
    chunker_params: chunkerParamsToArchive(options.chunker),
    size: statistics.original_size,
    csize: statistics.compressed_size,
    nfiles: statistics.nfiles,
    size_parts: parts.size,
    csize_parts: parts.csize,
    nfiles_parts: parts.nfiles,
  };
}
