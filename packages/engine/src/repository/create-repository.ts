import { dirname, join } from "node:path";
import {
  ParentPathDoesNotExist,
  PathAlreadyExists,
  PathPermissionDenied,
  RepositoryAlreadyExists,
} from "@coffer/format/errors";
import { isRepositoryReadme, README_HEAD_SIZE, REPOSITORY_README, RepositoryConfig } from "@coffer/format/segment";
import { errorCode, isMissing, POSIX_FILES, StorageError } from "../storage/index.ts";
import type { PlainFiles, Storage } from "../storage/index.ts";
import type { LayoutOptions, RepositoryContext } from "./open-options.ts";
import { logRepository } from "./volume.ts";

/** Of new folders, before the umask. */
const FOLDER_MODE = 0o777;

/** Whether there is a repository at `path`, judged by its README; what cannot be read is none. */
export async function isRepository(path: string, files: PlainFiles = POSIX_FILES): Promise<boolean> {
  try {
    return isRepositoryReadme(await files.read(join(path, "README"), README_HEAD_SIZE));
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}

/**
 * Makes the folder of a new repository at `path`: one that does not exist yet or is empty, below no other repository.
 *
 * @throws {RepositoryAlreadyExists} @throws {PathAlreadyExists} @throws {PathPermissionDenied}
 * @throws {ParentPathDoesNotExist} Unless `makeParentDirs`.
 */
export async function createRepositoryFolder(
  path: string,
  makeParentDirs: boolean,
  files: PlainFiles = POSIX_FILES,
): Promise<void> {
  const isThere = await checkTarget(files, path);
  await checkAncestors(files, path);
  if (isThere) return;
  try {
    if (makeParentDirs) await makeFolders(files, dirname(path));
    await files.makeFolder(path, FOLDER_MODE);
  } catch (error) {
    if (isMissing(error)) throw new ParentPathDoesNotExist(files.locate(path));
    throw StorageError.from(error, files.locate(path));
  }
}

/** Writes README, `data` and config of a new repository. There are no segments before the first commit. */
export async function writeRepositorySkeleton(
  storage: Storage,
  options: LayoutOptions,
  ctx: RepositoryContext,
): Promise<void> {
  const { appendOnly = false, storageQuota = 0, maxSegmentSize } = options;
  const config = RepositoryConfig.create({
    id: ctx.randomBytes(32),
    append_only: appendOnly,
    storage_quota: storageQuota,
    ...(maxSegmentSize === undefined ? {} : { max_segment_size: maxSegmentSize }),
  });
  const warn = (message: string): void => logRepository(ctx.reporter, "warning", message);
  await storage.writeAtomic("README", new TextEncoder().encode(REPOSITORY_README));
  await storage.createFolder("data");
  await storage.replaceSecret("config", new TextEncoder().encode(config.toString()), warn);
}

/** @returns Whether the folder exists (and is empty). */
async function checkTarget(files: PlainFiles, path: string): Promise<boolean> {
  const place = files.locate(path);
  try {
    const kind = await files.kind(path);
    if (kind === undefined) return false;
    if (await isRepository(path, files)) throw new RepositoryAlreadyExists(place);
    if (kind !== "folder" || (await files.list(path)).length > 0) throw new PathAlreadyExists(place);
    return true;
  } catch (error) {
    if (errorCode(error) === "EACCES" || errorCode(error) === "EPERM") throw new PathPermissionDenied(place);
    throw StorageError.from(error, place);
  }
}

async function checkAncestors(files: PlainFiles, path: string): Promise<void> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (await isRepository(folder, files)) throw new RepositoryAlreadyExists(files.locate(folder));
    if (folder === dirname(folder)) return;
  }
}

async function makeFolders(files: PlainFiles, path: string): Promise<void> {
  if ((await files.kind(path)) !== undefined) return;
  await makeFolders(files, dirname(path));
  await files.makeFolder(path, FOLDER_MODE);
}
