import { stat } from "node:fs/promises";
import { isAbsolute, normalize } from "node:path";
import { assert } from "@coffer/format/bytes";
import { InvalidRepository, RepositoryDoesNotExist } from "@coffer/format/errors";
import { FileLock, isMissing, StorageError } from "../storage/index.ts";
import type { OpenOptions, RepositoryContext } from "./open-options.ts";
import type { RepositoryLock } from "./repository-lock.ts";

/** `path` as locations name it. */
export function rootOf(path: string): string {
  assert(isAbsolute(path), "the path of a repository is absolute");
  const clean = normalize(path);
  return clean.length > 1 && clean.endsWith("/") ? clean.slice(0, -1) : clean;
}

/**
 * Takes the lock of the folder at `root`, unless it is only looked at.
 *
 * @throws {RepositoryDoesNotExist} @throws {InvalidRepository} If it is no folder. @throws {LockTimeout} @throws {LockFailed}
 */
export async function lockFolder(
  root: string,
  options: OpenOptions,
  ctx: RepositoryContext,
): Promise<RepositoryLock | undefined> {
  await assertFolder(root);
  if (options.lock === false) return undefined;
  const { identity, clock, reporter, lockWaitSeconds } = ctx;
  const { exclusive = false, signal } = options;
  return FileLock.acquire(`${root}/lock`, { identity, clock, reporter, lockWaitSeconds, exclusive, signal });
}

async function assertFolder(path: string): Promise<void> {
  try {
    if (!(await stat(path)).isDirectory()) throw new InvalidRepository(path);
  } catch (error) {
    if (isMissing(error)) throw new RepositoryDoesNotExist(path);
    throw StorageError.from(error, path);
  }
}
