import {
  createBucketRepository,
  hasBucketRepository,
  openBucketFiles,
  openBucketRepository,
  openWritableBucketFiles,
} from "../bucket/index.ts";
import type { EngineContext } from "../context/index.ts";
import type { ObjectStore } from "../object-store/index.ts";
import { RemoteRepository } from "../remote/index.ts";
import type { RemotePlace } from "../remote/index.ts";
import { closingAfter, LocalRepository, openLocalFiles, openWritableLocalFiles } from "../repository/index.ts";
import type { CreateOptions, OpenOptions, Repository, RepositoryFiles, WritableFiles } from "../repository/index.ts";
import { createSftpRepository, openSftpFiles, openSftpRepository, openWritableSftpFiles } from "../sftp/index.ts";
import type { SftpPlace } from "../sftp/index.ts";
import { inStoreAt, openPrepared } from "./store-place.ts";
import type { BucketPlace } from "./store-place.ts";

/** Where a repository lies: the absolute path of its folder, a place on another machine (with or without a Borg there), or one in a bucket. */
export type RepositoryPlace = string | RemotePlace | SftpPlace | BucketPlace;

/** Whether a repository is served by Borg on another machine. */
export function isServed(place: RepositoryPlace): place is RemotePlace {
  return typeof place !== "string" && "host" in place;
}

function isBehindSftp(place: SftpPlace | BucketPlace): place is SftpPlace {
  return "server" in place;
}

/** @throws The errors of opening a repository of that kind. */
export function openRepositoryAt(
  place: RepositoryPlace,
  options: OpenOptions,
  ctx: EngineContext,
): Promise<Repository> {
  if (typeof place === "string") return LocalRepository.open(place, options, ctx);
  if (isServed(place)) return RemoteRepository.open(place, options, ctx);
  if (isBehindSftp(place)) return openSftpRepository(place, options, ctx);
  const isWriter = options.exclusive === true && options.lock !== false;
  return inStoreAt(place, ctx, (store, afterClose) => {
    const open = (one: ObjectStore): Promise<Repository> => openBucketRepository(one, { ...options, afterClose }, ctx);
    return isWriter ? openPrepared(store, false, ctx, open) : open(store);
  });
}

/**
 * @throws The errors of making a repository of that kind. @throws {ObjectStoreError} `unsafe`: where a probe of the store fails; `shared`:
 *   where another host writes to the same place.
 */
export async function createRepositoryAt(
  place: RepositoryPlace,
  options: CreateOptions,
  ctx: EngineContext,
): Promise<Repository> {
  if (typeof place === "string") return LocalRepository.create(place, options, ctx);
  if (isServed(place)) return RemoteRepository.create(place, options, ctx);
  if (isBehindSftp(place)) return createSftpRepository(place, options, ctx);
  return inStoreAt(place, ctx, (store, afterClose) =>
    openPrepared(store, true, ctx, (one) => createBucketRepository(one, { ...options, afterClose }, ctx)),
  );
}

/** A place whose files we get at ourselves. */
export type FilesPlace = Exclude<RepositoryPlace, RemotePlace>;

/** The files of a repository, for copying. @throws The errors of opening a repository of that kind. */
export function openFilesAt(
  place: FilesPlace,
  options: { readonly lock: boolean; readonly signal?: AbortSignal | undefined },
  ctx: EngineContext,
): Promise<RepositoryFiles> {
  if (typeof place === "string") return openLocalFiles(place, options, ctx);
  if (isBehindSftp(place)) return openSftpFiles(place, options, ctx);
  return inStoreAt(place, ctx, async (store, afterClose) => closingAfter(await openBucketFiles(store), afterClose));
}

/**
 * As {@link openFilesAt}, to write them, with the lock, where there is a repository already, or nothing.
 * @throws The errors of making a repository of that kind.
 */
export async function openWritableFilesAt(
  place: FilesPlace,
  segmentsPerFolder: number,
  ctx: EngineContext,
  signal: AbortSignal | undefined,
): Promise<WritableFiles> {
  if (typeof place === "string") return openWritableLocalFiles(place, segmentsPerFolder, ctx, signal);
  if (isBehindSftp(place)) return openWritableSftpFiles(place, segmentsPerFolder, ctx, signal);
  return inStoreAt(place, ctx, async (store, afterClose) => {
    const isNew = !(await hasBucketRepository(store));
    const open = (one: ObjectStore): Promise<WritableFiles> =>
      openWritableBucketFiles(one, segmentsPerFolder, ctx, signal);
    return closingAfter(await openPrepared(store, isNew, ctx, open), afterClose);
  });
}
