import { assert } from "@coffer/format/bytes";
import { RepositoryIsAppendOnly } from "@coffer/format/errors";
import type { RepositoryConfig } from "@coffer/format/segment";
import type { Storage } from "../storage/index.ts";
import { checkRepository } from "./check.ts";
import { ConfigFile } from "./config-file.ts";
import { IndexFiles } from "./index-files.ts";
import { SoleKeeper } from "./log-keeper.ts";
import type { LogKeeper } from "./log-keeper.ts";
import { LogReader } from "./log-reader.ts";
import { LogWriter } from "./log-writer.ts";
import { ObjectChanges } from "./object-changes.ts";
import { ObjectReader } from "./object-reader.ts";
import type { OpenOptions, PlaceOptions, RepositoryContext } from "./open-options.ts";
import { OperationQueue } from "./operation-queue.ts";
import type { RepositoryLock } from "./repository-lock.ts";
import type { CheckOptions } from "./repository.ts";
import type { SegmentFiles } from "./segment-files.ts";
import { TransactionLog } from "./transaction-log.ts";
import type { Volume } from "./volume.ts";

/** What an open repository is made of. */
export interface RepositoryParts {
  /** Absent: the repository is only looked at. */
  readonly lock: RepositoryLock | undefined;
  readonly isAppendOnly: boolean;
  readonly volume: Volume;
  readonly configFile: ConfigFile;
  readonly keeper: LogKeeper;
  readonly writer: LogWriter;
  readonly log: TransactionLog;
  readonly queue: OperationQueue;
  readonly objects: ObjectReader;
  readonly changes: ObjectChanges;
}

/** Puts together what works on the files of one repository. Nothing is read yet. */
export function assembleParts(
  storage: Storage,
  config: RepositoryConfig,
  segments: SegmentFiles,
  lock: RepositoryLock | undefined,
  options: OpenOptions & PlaceOptions,
  { clock, reporter }: Pick<RepositoryContext, "clock" | "reporter">,
): RepositoryParts {
  const reader = new LogReader(storage, segments);
  const volume = { storage, segments, reader, indexFiles: new IndexFiles(storage, reporter), clock, reporter };
  const writer = new LogWriter(storage, segments, config.max_segment_size);
  const keeper = options.keeper ?? new SoleKeeper(segments, storage.location);
  const isAppendOnly = options.appendOnly === true || config.append_only;
  const log = new TransactionLog({
    volume,
    writer,
    keeper,
    config,
    lock,
    isAppendOnly,
    storageQuota: options.storageQuota ?? config.storage_quota,
    isIndexTight: options.tightIndex ?? false,
    isIndexFrugal: options.frugalIndex ?? false,
  });
  const queue = new OperationQueue();
  const objects = new ObjectReader(volume, writer, log);
  const changes = new ObjectChanges(queue, writer, log);
  const configFile = new ConfigFile(config, volume, lock === undefined);
  return { lock, isAppendOnly, volume, configFile, keeper, writer, log, queue, objects, changes };
}

/** See `Repository.check`; to be called in its turn. What is remembered of the disk is forgotten before and after. */
export async function checkParts(parts: RepositoryParts, options: CheckOptions): Promise<boolean> {
  const { volume, writer, keeper, configFile, log, lock } = parts;
  const { repair = false, maxDurationSeconds = 0, verifier, signal } = options;
  if (repair && parts.isAppendOnly) throw new RepositoryIsAppendOnly(volume.storage.location);
  assert(!log.isActive, "no transaction is under way");
  if (repair) assert(await lock?.isExclusive(), "a repair needs the exclusive lock");
  // Without a lock, a replay has left nothing on disk.
  const hasIndexOnDisk = lock !== undefined;
  const releaseIndex = (): boolean => {
    if (hasIndexOnDisk) log.forget();
    return hasIndexOnDisk;
  };
  const saveConfig = (): Promise<void> => configFile.save();
  const committed = (): ReturnType<TransactionLog["current"]> => log.current();
  log.forget();
  try {
    return await checkRepository(
      { volume, writer, keeper, config: configFile.config, saveConfig, committed, releaseIndex },
      { repair, maxDurationSeconds, verifier, signal },
    );
  } finally {
    log.forget();
  }
}
