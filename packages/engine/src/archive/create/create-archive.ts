import { setImmediate as turn } from "node:timers/promises";
import type { ArchiveRecord } from "@coffer/format/archive";
import { formatTimestamp } from "@coffer/format/archive";
import type { ChunkerParams } from "@coffer/format/chunker";
import { chunkerParamsToArchive } from "@coffer/format/chunker";
import type { CompressionSpec } from "@coffer/format/compression";
import { ArchiveAlreadyExists } from "@coffer/format/errors";
import type { Cache } from "../../cache/index.ts";
import type { Session } from "../../session/index.ts";
import type { FilesChanged } from "../jobs/index.ts";
import { stopIfInterrupted } from "../jobs/index.ts";
import { MetadataCollector, Walker } from "../source/index.ts";
import type { MetadataOptions, PathMatcher, WalkOptions } from "../source/index.ts";
import { ArchiveStore, commitChanges } from "./archive-store.ts";
import { EntryFactory } from "./entry-factory.ts";
import { Pipeline } from "./pipeline.ts";
import type { Statistics } from "./statistics.ts";
import { emptyStatistics } from "./statistics.ts";

export interface CreateArchiveOptions {
  readonly name: string;
  /** Roots as the user gave them. */
  readonly paths: readonly string[];
  readonly matcher?: PathMatcher;
  readonly metadata: MetadataOptions;
  readonly walk: Omit<WalkOptions, "metadata" | "matcher">;
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

/** After so many events of the walk, other tasks get their turn. */
const EVENTS_PER_TURN = 1024;

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
  const metadata = new MetadataCollector(options.metadata, (message) =>
    reporter.log({ level: "warning", message, name: "borg.xattr" }),
  );
  const walker = new Walker({
    ...options.walk,
    metadata,
    ...(options.matcher === undefined ? {} : { matcher: options.matcher }),
  });
  const factory = new EntryFactory({
    key: session.key,
    cache,
    reporter,
    metadata,
    statistics,
    walker,
    cwd,
    addItem: (item) => store.addItem(item),
  });
  let events = 0;
  for (const path of options.paths) {
    for (const event of walker.walk(path)) {
      const entry = factory.entryOf(event);
      const added = entry === undefined ? undefined : pipeline.add(entry);
      if (added !== undefined) await added;
      else if (++events % EVENTS_PER_TURN === 0) await turn();
      stopIfInterrupted(options.signal);
    }
  }
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
