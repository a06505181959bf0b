import { setImmediate as turn } from "node:timers/promises";
import type { ArchiveRecord } from "@coffer/format/archive";
import { formatTimestamp } from "@coffer/format/archive";
import type { ChunkerParams } from "@coffer/format/chunker";
import { chunkerParamsToArchive } from "@coffer/format/chunker";
import type { CompressionSpec } from "@coffer/format/compression";
import { ArchiveAlreadyExists } from "@coffer/format/errors";
import type { Cache } from "../../cache/index.ts";
import type { Reporter } from "../../context/index.ts";
import type { Session } from "../../session/index.ts";
import type { FilesChanged } from "../jobs/index.ts";
import { stopIfInterrupted } from "../jobs/index.ts";
import { MetadataCollector } from "../source/index.ts";
import type { MetadataOptions } from "../source/index.ts";
import { ArchiveStore, commitChanges } from "./archive-store.ts";
import { EntryFactory } from "./entry-factory.ts";
import { Pipeline } from "./pipeline.ts";
import type { Statistics } from "./statistics.ts";
import { emptyStatistics } from "./statistics.ts";
import type { WalkAhead } from "./walk-ahead.ts";

export interface CreateArchiveOptions {
  readonly name: string;
  /** Under way; the caller closes it. */
  readonly walk: WalkAhead;
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
  /** Ends the command with an error at the next entry. */
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
 * Files that cannot be read are warnings. On any other error nothing of the archive exists: the caller abandons the
 * transaction by closing repository and cache.
 *
 * @throws {ArchiveAlreadyExists} Before anything is written.
 */
export async function createArchive(
  session: Session,
  cache: Cache,
  options: CreateArchiveOptions,
): Promise<CreatedArchive> {
  if (session.manifest.archives.has(options.name)) throw new ArchiveAlreadyExists(options.name);
  await cache.begin();
  const store = new ArchiveStore(session, cache);
  const statistics = emptyStatistics();
  const pipeline = Pipeline.start({
    session,
    cache,
    compression: options.compression,
    chunker: options.chunker,
    filesChanged: options.filesChanged,
    sparse: options.sparse,
    signal: options.signal,
    flushItems: () => store.flushItems(),
  });
  try {
    await walkInto(pipeline, session, cache, store, statistics, options);
    await pipeline.finish();
  } finally {
    await pipeline.close();
  }
  const { reporter } = session.ctx;
  if (reporter.wantsProgress) reporter.progress({ type: "archive_progress", ...statistics, path: "", finished: true });
  return save(session, cache, store, statistics, options);
}

async function walkInto(
  pipeline: Pipeline,
  session: Session,
  cache: Cache,
  store: ArchiveStore,
  statistics: Statistics,
  options: CreateArchiveOptions,
): Promise<void> {
  const { reporter, cwd } = session.ctx;
  const metadata = new MetadataCollector(options.metadata, (message) => logXattrTrouble(reporter, message));
  const { walk } = options;
  const factory = new EntryFactory({
    key: session.key,
    cwd,
    cache,
    reporter,
    metadata,
    statistics,
    forgetMaster: (master) => walk.forgetMaster(master),
    stream: store,
  });
  for (let batch = await walk.next(); batch !== undefined; batch = await walk.next()) {
    for (const message of batch.messages) logXattrTrouble(reporter, message);
    for (const entry of factory.entriesOf(batch)) {
      const added = pipeline.add(entry);
      if (added !== undefined) await added;
      stopIfInterrupted(options.signal);
    }
    await turn();
  }
}

function logXattrTrouble(reporter: Reporter, message: string): void {
  reporter.log({ level: "warning", message, name: "borg.xattr" });
}

async function save(
  session: Session,
  cache: Cache,
  store: ArchiveStore,
  statistics: Statistics,
  options: CreateArchiveOptions,
): Promise<CreatedArchive> {
  const { clock } = session.ctx;
  await store.flushItems(true);
  const elapsed = BigInt(Math.round((clock.monotonicMs() - options.begunMs) * 1000));
  const endMicros = options.timestampMicros === undefined ? clock.nowMicros() : options.timestampMicros + elapsed;
  const startMicros = endMicros - elapsed;
  const { id, csize } = await store.storeRecord(describe(session, statistics, options, startMicros, endMicros));
  await commitChanges(session, cache);
  return { name: options.name, id, startMicros, endMicros, statistics, recordCsize: csize };
}

function describe(
  session: Session,
  statistics: Statistics,
  options: CreateArchiveOptions,
  startMicros: bigint,
  endMicros: bigint,
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
    size_parts: 0,
    csize_parts: 0,
    nfiles_parts: 0,
  };
}
