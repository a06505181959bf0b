import {
  createBucketRepository,
  hasBucketRepository,
  missingCapabilities,
  openBucketFiles,
  openBucketRepository,
  openWritableBucketFiles,
  probeStore,
} from "../bucket/index.ts";
import type { EngineContext } from "../context/index.ts";
import { ObjectStoreError, RetryingStore, S3ObjectStore } from "../object-store/index.ts";
import type { ObjectStore, S3Place } from "../object-store/index.ts";
import { RemoteRepository } from "../remote/index.ts";
import type { RemotePlace } from "../remote/index.ts";
import { LocalRepository, openLocalFiles, openWritableLocalFiles } from "../repository/index.ts";
import type { CreateOptions, OpenOptions, Repository, RepositoryFiles, WritableFiles } from "../repository/index.ts";

/** A place in an object store. */
export type BucketPlace = S3Place;

/** Where a repository lies: the absolute, normalised path of its folder, a place on another machine, or one in a bucket. */
export type RepositoryPlace = string | RemotePlace | BucketPlace;

/** Whether a repository is served by Borg on another machine. */
export function isServed(place: RepositoryPlace): place is RemotePlace {
  return typeof place !== "string" && "host" in place;
}

/** @throws The errors of opening a repository of that kind. */
export function openRepositoryAt(
  place: RepositoryPlace,
  options: OpenOptions,
  ctx: EngineContext,
): Promise<Repository> {
  if (typeof place === "string") return LocalRepository.open(place, options, ctx);
  if (isServed(place)) return RemoteRepository.open(place, options, ctx);
  return openBucketRepository(storeAt(place, ctx), options, ctx);
}

/** @throws The errors of making a repository of that kind. @throws {ObjectStoreError} `unsafe`: where a probe of the store fails. */
export async function createRepositoryAt(
  place: RepositoryPlace,
  options: CreateOptions,
  ctx: EngineContext,
): Promise<Repository> {
  if (typeof place === "string") return LocalRepository.create(place, options, ctx);
  if (isServed(place)) return RemoteRepository.create(place, options, ctx);
  const store = storeAt(place, ctx);
  await assertSafe(store, ctx);
  return createBucketRepository(store, options, ctx);
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
  return openBucketFiles(storeAt(place, ctx));
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
  const store = storeAt(place, ctx);
  if (!(await hasBucketRepository(store))) await assertSafe(store, ctx);
  return openWritableBucketFiles(store, segmentsPerFolder, ctx, signal);
}

/** @throws {ObjectStoreError} `unsafe` */
async function assertSafe(store: ObjectStore, ctx: EngineContext): Promise<void> {
  const missing = missingCapabilities(await probeStore(store, ctx));
  if (missing !== undefined) throw new ObjectStoreError("unsafe", store.location, { detail: missing });
}

/** The store in which a place lies, as its root. */
export function storeAt(place: BucketPlace, ctx: EngineContext): ObjectStore {
  return new RetryingStore(new S3ObjectStore(place, ctx.s3Settings ?? { isPathStyle: false }), ctx);
}
