import type { ArchiveRecord, Item } from "@coffer/format/archive";
import { formatTimestamp, freeCheckpointName } from "@coffer/format/archive";
import { chunkerParamsFromArchive, chunkerParamsToArchive } from "@coffer/format/chunker";
import type { Cache, LoadedArchive } from "../../cache/index.ts";
import type { Session } from "../../session/index.ts";
import { FetchStage, streamItems } from "../contents/index.ts";
import type { Statistics } from "../create/index.ts";
import { ArchiveStore, commitChanges, emptyStatistics } from "../create/index.ts";
import { startPipelinePool, stopIfInterrupted, stopIfUrgent } from "../jobs/index.ts";
import { ItemSelection } from "./item-selection.ts";
import { ItemWriter } from "./item-writer.ts";
import { recreateHeaps } from "./limits.ts";
import type { RecreateArchiveOptions, RecreatedArchive } from "./recreate-options.ts";
import { rewriteContents } from "./rewrite-contents.ts";

/**
 * Writes a new archive out of the items of `source`, and commits it beside that one.
 *
 * Contents that change neither their compression nor their cutting are not read. After an error nothing of the new archive
 * exists: the caller abandons the transaction by closing repository and cache.
 *
 * @throws {IntegrityError | ObjectNotFound} At damaged or missing metadata, or content that has to be read.
 */
export async function recreateArchive(
  session: Session,
  cache: Cache,
  source: LoadedArchive,
  options: RecreateArchiveOptions,
): Promise<RecreatedArchive> {
  const { ctx, key, repository } = session;
  const begun = { micros: ctx.clock.nowMicros(), ms: ctx.clock.monotonicMs() };
  if (options.dryRun !== true) await cache.begin();
  const store = new ArchiveStore(session, cache);
  const statistics = emptyStatistics();
  const writer = new ItemWriter({
    cache,
    reporter: ctx.reporter,
    store,
    statistics,
    dryRun: options.dryRun ?? false,
  });
  const described = (): Omit<ArchiveRecord, "items"> => describe(session, source, statistics, begun, options);
  const checkpoints = freeCheckpointName(options.target, (name) => session.manifest.archives.has(name));
  const setup = { secrets: key.secrets, compression: options.compression, chunker: options.chunker };
  const sourceChunker = chunkerParamsFromArchive(source.record.chunker_params);
  const heaps = recreateHeaps(sourceChunker, options.chunker, session.compressor);
  const pool = startPipelinePool(ctx.threads, setup, heaps);
  try {
    const stage = new FetchStage(repository, pool);
    const rewrites = options.dryRun !== true && (options.rechunk || options.recompress !== "never");
    if (rewrites) pool.pool.warmUpAll();
    const stop = rewrites ? stopIfUrgent : stopIfInterrupted;
    const items = wholeItems(streamItems(stage, source.record.items), () => stop(options.signal));
    const selection = new ItemSelection(options.matcher);
    if (rewrites) {
      const saveCheckpoint = (): Promise<void> => store.saveCheckpoint({ ...described(), name: checkpoints });
      await rewriteContents({ session, cache, pool, stage, items, selection, store, writer, saveCheckpoint }, options);
    } else await referContents(items, selection, store, writer);
  } finally {
    await pool.close();
  }
  const { reporter } = ctx;
  if (reporter.wantsProgress) reporter.progress({ type: "archive_progress", ...statistics, path: "", finished: true });
  if (options.dryRun !== true) await save(session, cache, store, described());
  return { begunMicros: begun.micros, statistics };
}

/** Part files of interrupted backups do not go over. */
async function* wholeItems(
  batches: AsyncIterable<readonly Item[]>,
  assertWanted: () => void,
): AsyncGenerator<Item[], void, undefined> {
  for await (const items of batches) {
    assertWanted();
    yield items.filter((item) => item.part === undefined);
  }
}

/** Refers to all contents once more, as they are. */
async function referContents(
  batches: AsyncIterable<readonly Item[]>,
  selection: ItemSelection,
  store: ArchiveStore,
  writer: ItemWriter,
): Promise<void> {
  for await (const items of batches) {
    for (const item of items) {
      if (selection.takes(item)) writer.writeUnchanged(item);
      else writer.skip(item);
    }
    await store.flushItems();
  }
}

async function save(
  session: Session,
  cache: Cache,
  store: ArchiveStore,
  record: Omit<ArchiveRecord, "items">,
): Promise<void> {
  await store.flushItems(true);
  await store.storeRecord(record);
  await commitChanges(session, cache);
}

/** Host, user and folder are those of this run, as in Borg; the chunker is the one asked for, even if nothing was cut. */
function describe(
  session: Session,
  source: LoadedArchive,
  statistics: Statistics,
  begun: { readonly ms: number },
  options: RecreateArchiveOptions,
): Omit<ArchiveRecord, "items"> {
  const { hostname, username, cwd, clock } = session.ctx;
  const { record } = source;
  const elapsed = BigInt(Math.round((clock.monotonicMs() - begun.ms) * 1000));
  const times =
    options.timestampMicros === undefined
      ? { time: record.time, time_end: record.time_end || record.time }
      : {
          time: formatTimestamp(options.timestampMicros),
          time_end: formatTimestamp(options.timestampMicros + elapsed),
        };
  return {
    version: 1,
    name: options.target,
    comment: options.comment ?? record.comment ?? "",
    cmdline: record.cmdline,
    recreate_cmdline: [...options.cmdline],
    hostname,
    username,
    ...times,
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
