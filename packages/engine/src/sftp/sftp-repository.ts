import { join } from "node:path";
import { InvalidRepository, RepositoryDoesNotExist } from "@coffer/format/errors";
import {
  closingAfter,
  createRepositoryFolder,
  LocalRepository,
  openFolderFiles,
  openWritableFolderFiles,
} from "../repository/index.ts";
import type {
  CreateOptions,
  OpenOptions,
  RepositoryFiles,
  RepositoryLock,
  WritableFiles,
} from "../repository/index.ts";
import { FileLock } from "../storage/index.ts";
import { withSftpFolder } from "./sftp-folder.ts";
import type { SftpContext, SftpFolder } from "./sftp-folder.ts";
import type { SftpPlace } from "./sftp-place.ts";

/**
 * Opens a repository on an SFTP server, as one on a disk is opened: with Borg's own locks beside it.
 *
 * @throws {RepositoryDoesNotExist} @throws {InvalidRepository} @throws {InvalidRepositoryConfig} @throws {LockTimeout} @throws {LockFailed}
 * @throws {ConnectionClosed} Whatever is thrown, no lock is left, unless the connection was lost.
 */
export function openSftpRepository(place: SftpPlace, options: OpenOptions, ctx: SftpContext): Promise<LocalRepository> {
  return withSftpFolder(place, ctx, async (folder) => {
    await assertFolder(folder);
    const lock = options.lock === false ? undefined : await acquireLock(folder, options, ctx);
    return LocalRepository.openOn(folder.storage, { ...options, ...placeOptions(folder, ctx) }, ctx, lock);
  });
}

/**
 * Makes a new repository on an SFTP server and opens it with the exclusive lock.
 *
 * @throws {RepositoryAlreadyExists} @throws {PathAlreadyExists} @throws {PathPermissionDenied} @throws {ParentPathDoesNotExist}
 * @throws {ConnectionClosed}
 */
export function createSftpRepository(
  place: SftpPlace,
  options: CreateOptions,
  ctx: SftpContext,
): Promise<LocalRepository> {
  return withSftpFolder(place, ctx, async (folder) => {
    await createRepositoryFolder(folder.path, options.makeParentDirs ?? false, folder.files);
    const lock = await acquireLock(folder, { exclusive: true }, ctx);
    try {
      return await LocalRepository.createOn(folder.storage, { ...options, ...placeOptions(folder, ctx) }, ctx, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  });
}

/** The files of a repository, for copying. @throws As {@link openFolderFiles}. @throws {ConnectionClosed} */
export function openSftpFiles(
  place: SftpPlace,
  options: { readonly lock: boolean; readonly signal?: AbortSignal | undefined },
  ctx: SftpContext,
): Promise<RepositoryFiles> {
  return withSftpFolder(place, ctx, async (folder) =>
    closingAfter(await openFolderFiles(folder, options, ctx), folder.disconnect),
  );
}

/** As {@link openSftpFiles}, to write them. @throws As {@link openWritableFolderFiles}. @throws {ConnectionClosed} */
export function openWritableSftpFiles(
  place: SftpPlace,
  segmentsPerFolder: number,
  ctx: SftpContext,
  signal?: AbortSignal,
): Promise<WritableFiles> {
  return withSftpFolder(place, ctx, async (folder) =>
    closingAfter(await openWritableFolderFiles(folder, segmentsPerFolder, ctx, signal), folder.disconnect),
  );
}

function acquireLock(
  { path, files }: SftpFolder,
  { exclusive = false, signal }: Pick<OpenOptions, "exclusive" | "signal">,
  { identity, clock, reporter, lockWaitSeconds }: SftpContext,
): Promise<RepositoryLock> {
  return FileLock.acquire(lockPath(path), { identity, clock, reporter, lockWaitSeconds, exclusive, signal, files });
}

function placeOptions({ path, files, disconnect }: SftpFolder, { identity, reporter }: SftpContext) {
  return { breakLock: () => FileLock.break(lockPath(path), identity, reporter, files), afterClose: disconnect };
}

function lockPath(path: string): string {
  return join(path, "lock");
}

/** @throws {RepositoryDoesNotExist} @throws {InvalidRepository} */
async function assertFolder({ path, files, storage }: SftpFolder): Promise<void> {
  const kind = await files.kind(path);
  if (kind === undefined) throw new RepositoryDoesNotExist(storage.location);
  if (kind !== "folder") throw new InvalidRepository(storage.location);
}
