import { mkdir, open, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  ParentPathDoesNotExist,
  PathAlreadyExists,
  PathPermissionDenied,
  RepositoryAlreadyExists,
} from "@coffer/format/errors";
import { isRepositoryReadme, README_HEAD_SIZE, REPOSITORY_README, RepositoryConfig } from "@coffer/format/segment";
import { errorCode, isMissing, StorageError } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import type { LayoutOptions, RepositoryContext } from "./open-options.ts";
import { logRepository } from "./volume.ts";

/** Whether there is a repository at `path`, judged by its README; what cannot be read is none. */
export async function isRepository(path: string): Promise<boolean> {
  try {
    const file = await open(join(path, "README"), "r");
    try {
      const head = new Uint8Array(README_HEAD_SIZE);
      const { bytesRead } = await file.read(head, 0, head.length, 0);
      return isRepositoryReadme(head.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

/**
 * Makes the folder of a new repository at `path`: one that does not exist yet or is empty, below no other repository.
 *
 * @throws {RepositoryAlreadyExists} @throws {PathAlreadyExists} @throws {PathPermissionDenied}
 * @throws {ParentPathDoesNotExist} Unless `makeParentDirs`.
 */
export async function createRepositoryFolder(path: string, makeParentDirs: boolean): Promise<void> {
  const isThere = await checkTarget(path);
  await checkAncestors(path);
  if (isThere) return;
  try {
    if (makeParentDirs) await mkdir(dirname(path), { recursive: true });
    await mkdir(path);
  } catch (error) {
    if (isMissing(error)) throw new ParentPathDoesNotExist(path);
    throw StorageError.from(error, path);
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
async function checkTarget(path: string): Promise<boolean> {
  try {
    const stats = await stat(path);
    if (await isRepository(path)) throw new RepositoryAlreadyExists(path);
    if (!stats.isDirectory() || (await readdir(path)).length > 0) throw new PathAlreadyExists(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    if (errorCode(error) === "EACCES" || errorCode(error) === "EPERM") throw new PathPermissionDenied(path);
    throw StorageError.from(error, path);
  }
}

async function checkAncestors(path: string): Promise<void> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (await isRepository(folder)) throw new RepositoryAlreadyExists(folder);
    if (folder === dirname(folder)) return;
  }
}
