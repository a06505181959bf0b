import { readdir } from "node:fs/promises";
import { InvalidRepository, RepositoryDoesNotExist } from "@coffer/format/errors";
import { errorCode, FileLock, isMissing, PosixStorage, StorageError } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import { createRepositoryFolder } from "./create-repository.ts";
import { SoleKeeper } from "./log-keeper.ts";
import type { LogKeeper } from "./log-keeper.ts";
import type { RepositoryContext } from "./open-options.ts";
import { SegmentFiles } from "./segment-files.ts";

/** The files of a repository as they lie, for who copies them. What is committed in them does not change before they are closed. */
export interface RepositoryFiles {
  readonly storage: Storage;
  close(): Promise<void>;
}

/** Files that nobody else writes meanwhile. They need not be a repository yet. */
export interface WritableFiles extends RepositoryFiles {
  readonly keeper: LogKeeper;
}

/**
 * Opens the files of a repository in a folder, with the shared lock unless `lock` is false.
 * @throws {RepositoryDoesNotExist} @throws {InvalidRepository} @throws {LockTimeout} @throws {LockFailed}
 */
export async function openLocalFiles(
  path: string,
  options: { readonly lock: boolean; readonly signal?: AbortSignal | undefined },
  ctx: RepositoryContext,
): Promise<RepositoryFiles> {
  if (!(await listFolder(path)).includes("config")) throw new InvalidRepository(path);
  const lock = options.lock ? await lockFolder(path, false, ctx, options.signal) : undefined;
  return opened(new PosixStorage(path), lock);
}

/**
 * Opens a folder for files of a repository, with the exclusive lock: one that holds such files, is empty, or does not exist and is made.
 * @throws {PathAlreadyExists} If there is anything else. @throws {ParentPathDoesNotExist} @throws {PathPermissionDenied}
 * @throws {LockTimeout} @throws {LockFailed}
 */
export async function openWritableLocalFiles(
  path: string,
  segmentsPerFolder: number,
  ctx: RepositoryContext,
  signal?: AbortSignal,
): Promise<WritableFiles> {
  if (!(await isBegun(path))) await createRepositoryFolder(path, false);
  const lock = await lockFolder(path, true, ctx, signal);
  const storage = new PosixStorage(path);
  const keeper = new SoleKeeper(new SegmentFiles(storage, segmentsPerFolder), path);
  return { keeper, ...opened(storage, lock) };
}

/** Whether there is a config, or nothing but what is left of a lock. */
async function isBegun(path: string): Promise<boolean> {
  try {
    const names = await readdir(path);
    return names.includes("config") || (names.length > 0 && names.every((name) => name.startsWith("lock.")));
  } catch (error) {
    if (isMissing(error) || errorCode(error) === "ENOTDIR") return false;
    throw StorageError.from(error, path);
  }
}

async function listFolder(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (isMissing(error)) throw new RepositoryDoesNotExist(path);
    if (errorCode(error) === "ENOTDIR") throw new InvalidRepository(path);
    throw StorageError.from(error, path);
  }
}

function lockFolder(
  path: string,
  exclusive: boolean,
  ctx: RepositoryContext,
  signal: AbortSignal | undefined,
): Promise<FileLock> {
  const { identity, clock, reporter, lockWaitSeconds } = ctx;
  return FileLock.acquire(`${path}/lock`, { identity, clock, reporter, lockWaitSeconds, exclusive, signal });
}

function opened(storage: Storage, lock: FileLock | undefined): RepositoryFiles {
  const close = async (): Promise<void> => {
    await storage.close();
    await lock?.release();
  };
  return { storage, close };
}
