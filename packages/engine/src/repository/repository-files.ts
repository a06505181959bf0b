import { InvalidRepository, RepositoryDoesNotExist } from "@coffer/format/errors";
import { errorCode, FileLock, isMissing, POSIX_FILES, PosixStorage, StorageError } from "../storage/index.ts";
import type { PlainFiles, Storage } from "../storage/index.ts";
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

/** A folder of this machine or another one, and how it is reached. */
export interface RepositoryFolder {
  /** Absolute. */
  readonly path: string;
  readonly files: PlainFiles;
  /** Of this folder. */
  readonly storage: Storage;
}

/** As {@link openFolderFiles}, of this machine. */
export function openLocalFiles(
  path: string,
  options: { readonly lock: boolean; readonly signal?: AbortSignal | undefined },
  ctx: RepositoryContext,
): Promise<RepositoryFiles> {
  return openFolderFiles(localFolder(path), options, ctx);
}

/**
 * Opens the files of a repository in a folder, with the shared lock unless `lock` is false.
 * @throws {RepositoryDoesNotExist} @throws {InvalidRepository} @throws {LockTimeout} @throws {LockFailed}
 */
export async function openFolderFiles(
  folder: RepositoryFolder,
  options: { readonly lock: boolean; readonly signal?: AbortSignal | undefined },
  ctx: RepositoryContext,
): Promise<RepositoryFiles> {
  if (!(await listFolder(folder)).includes("config")) throw new InvalidRepository(folder.storage.location);
  const lock = options.lock ? await lockFolder(folder, false, ctx, options.signal) : undefined;
  return opened(folder.storage, lock);
}

/** As {@link openWritableFolderFiles}, of this machine. */
export function openWritableLocalFiles(
  path: string,
  segmentsPerFolder: number,
  ctx: RepositoryContext,
  signal?: AbortSignal,
): Promise<WritableFiles> {
  return openWritableFolderFiles(localFolder(path), segmentsPerFolder, ctx, signal);
}

/**
 * Opens a folder for files of a repository, with the exclusive lock: one that holds such files, is empty, or does not exist and is made.
 * @throws {PathAlreadyExists} If there is anything else. @throws {ParentPathDoesNotExist} @throws {PathPermissionDenied}
 * @throws {LockTimeout} @throws {LockFailed}
 */
export async function openWritableFolderFiles(
  folder: RepositoryFolder,
  segmentsPerFolder: number,
  ctx: RepositoryContext,
  signal?: AbortSignal,
): Promise<WritableFiles> {
  const { path, files, storage } = folder;
  if (!(await isBegun(folder))) await createRepositoryFolder(path, false, files);
  const lock = await lockFolder(folder, true, ctx, signal);
  const keeper = new SoleKeeper(new SegmentFiles(storage, segmentsPerFolder), storage.location);
  return { keeper, ...opened(storage, lock) };
}

function localFolder(path: string): RepositoryFolder {
  return { path, files: POSIX_FILES, storage: new PosixStorage(path) };
}

/** Whether there is a config, or nothing but what is left of a lock. */
async function isBegun({ path, files }: RepositoryFolder): Promise<boolean> {
  try {
    const names = await files.list(path);
    return names.includes("config") || (names.length > 0 && names.every((name) => name.startsWith("lock.")));
  } catch (error) {
    if (isMissing(error) || errorCode(error) === "ENOTDIR") return false;
    throw StorageError.from(error, files.locate(path));
  }
}

async function listFolder({ path, files, storage }: RepositoryFolder): Promise<string[]> {
  try {
    return await files.list(path);
  } catch (error) {
    if (isMissing(error)) throw new RepositoryDoesNotExist(storage.location);
    if (errorCode(error) === "ENOTDIR") throw new InvalidRepository(storage.location);
    throw StorageError.from(error, files.locate(path));
  }
}

function lockFolder(
  { path, files }: RepositoryFolder,
  exclusive: boolean,
  ctx: RepositoryContext,
  signal: AbortSignal | undefined,
): Promise<FileLock> {
  const { identity, clock, reporter, lockWaitSeconds } = ctx;
  return FileLock.acquire(`${path}/lock`, { identity, clock, reporter, lockWaitSeconds, exclusive, signal, files });
}

function opened(storage: Storage, lock: FileLock | undefined): RepositoryFiles {
  const close = async (): Promise<void> => {
    await storage.close();
    await lock?.release();
  };
  return { storage, close };
}

/** The same files, with something that is called when they are closed, whatever has failed before. */
export function closingAfter<T extends RepositoryFiles>(files: T, afterClose: () => void | Promise<void>): T {
  const close = async (): Promise<void> => {
    try {
      await files.close();
    } finally {
      await afterClose();
    }
  };
  return { ...files, close };
}
