import type { ArchiveRecord } from "@coffer/format/archive";
import { formatTimestamp, freeCheckpointName } from "@coffer/format/archive";
import type { ChunkerParams } from "@coffer/format/chunker";
import { chunkerParamsToArchive } from "@coffer/format/chunker";
import type { CompressionSpec } from "@coffer/format/compression";
import { ArchiveAlreadyExists } from "@coffer/format/errors";
import type { Cache } from "../../cache/index.ts";
import type { Session } from "../../session/index.ts";
import { CheckpointSchedule } from "../checkpoint/index.ts";
import type { FilesChanged, PipelinePool, Setup } from "../jobs/index.ts";
import { stopIfInterrupted } from "../jobs/index.ts";
import { ArchiveStore, commitChanges } from "./archive-store.ts";
import { EntryIntake } from "./entry-intake.ts";
import { ItemCollector } from "./item-collector.ts";
import { Pipeline } from "./pipeline.ts";
import type { PipelineCheckpoints, SharedReading } from "./pipeline.ts";
import type { ReadFiles, Statistics } from "./statistics.ts";

/** What every archive in the making needs, whatever its content comes from. */
export interface ArchiveOptions {
  readonly name: string;
  readonly compression: CompressionSpec;
  readonly chunker: ChunkerParams;
  readonly comment: string;
  /** Start of the archive instead of now, µs since 1970. */
  readonly timestampMicros?: bigint | undefined;
  /** Stored in the archive. */
  readonly cmdline: readonly string[];
  /** Monotonic clock when the command began. */
  readonly begunMs: number;
  /** Seconds of work between checkpoints; 0: none by time. */
  readonly checkpointInterval: number;
  /** Ends the command with an error at the next entry; before a gentle stop, a checkpoint is made. */
  readonly signal?: AbortSignal | undefined;
}

export interface WriteArchiveOptions extends ArchiveOptions {
  /** As `startCreatePool` makes it; the caller closes it. Default: one of the archive's own. */
  readonly pool?: PipelinePool | undefined;
  /** Takes part in a reading that others take part in as well. */
  readonly joinReading?: ((setup: Setup) => SharedReading) | undefined;
  /** Gives the archive its content. What it throws ends the command. */
  readonly addEntries: (intake: EntryIntake, items: ItemCollector) => Promise<void>;
  /** How files that are opened by their path are watched for change. */
  readonly filesChanged: FilesChanged;
  /** Files with holes are cut at them (fixed chunker only). */
  readonly sparse: boolean;
}

export interface CreatedArchive {
  readonly name: string;
  readonly id: Uint8Array;
  /** µs since 1970. */
  readonly startMicros: bigint;
  readonly endMicros: bigint;
  readonly statistics: Statistics;
  readonly readFiles: Readonly<ReadFiles>;
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
export async function writeArchive(
  session: Session,
  cache: Cache,
  options: WriteArchiveOptions,
): Promise<CreatedArchive> {
  const { manifest, ctx } = session;
  if (manifest.archives.has(options.name)) throw new ArchiveAlreadyExists(options.name);
  await cache.begin();
  const store = new ArchiveStore(session, cache);
  const items = new ItemCollector(ctx.reporter, store);
  const { compression, chunker } = options;
  const pipeline = Pipeline.start({
    session,
    cache,
    pool: options.pool,
    shared: options.joinReading?.({ secrets: session.key.secrets, compression, chunker }),
    compression,
    chunker,
    filesChanged: options.filesChanged,
    sparse: options.sparse,
    signal: options.signal,
    flushItems: () => store.flushItems(),
    checkpoints: checkpointsOf(session, store, items, options),
  });
  try {
    await options.addEntries(new EntryIntake(pipeline, options.signal), items);
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
  options: ArchiveOptions,
): PipelineCheckpoints {
  const { manifest, ctx, repository } = session;
  const name = freeCheckpointName(options.name, (taken) => manifest.archives.has(taken));
  const { checkpointInterval: intervalSeconds, signal } = options;
  return {
    schedule: new CheckpointSchedule(ctx, { intervalSeconds, signal, isWanted: () => repository.wantsCommit }),
    save: async () => {
      if (!store.hasUnsavedItems) return;
      await store.saveCheckpoint({ ...describe(session, items, options, timesOf(session, options)), name });
    },
  };
}

async function save(
  session: Session,
  cache: Cache,
  store: ArchiveStore,
  items: ItemCollector,
  options: ArchiveOptions,
): Promise<CreatedArchive> {
  await store.flushItems(true);
  const times = timesOf(session, options);
  const { id, csize } = await store.storeRecord(describe(session, items, options, times));
  await commitChanges(session, cache);
  return {
    name: options.name,
    id,
    ...times,
    statistics: items.statistics,
    readFiles: items.readFiles,
    recordCsize: csize,
  };
}

type Times = Pick<CreatedArchive, "startMicros" | "endMicros">;

/** Begin and end of the archive, if it ends now. */
function timesOf(session: Session, options: ArchiveOptions): Times {
  const { clock } = session.ctx;
  const elapsed = BigInt(Math.round((clock.monotonicMs() - options.begunMs) * 1000));
  const endMicros = options.timestampMicros === undefined ? clock.nowMicros() : options.timestampMicros + elapsed;
  return { startMicros: endMicros - elapsed, endMicros };
}

function describe(
  session: Session,
  { statistics, parts }: ItemCollector,
  options: ArchiveOptions,
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
