import { createBucketRepository, missingCapabilities, openBucketRepository, probeStore } from "../bucket/index.ts";
import type { EngineContext } from "../context/index.ts";
import { ObjectStoreError, RetryingStore, S3ObjectStore } from "../object-store/index.ts";
import type { ObjectStore, S3Place } from "../object-store/index.ts";
import { RemoteRepository } from "../remote/index.ts";
import type { RemotePlace } from "../remote/index.ts";
import { LocalRepository } from "../repository/index.ts";
import type { CreateOptions, OpenOptions, Repository } from "../repository/index.ts";

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
  const missing = missingCapabilities(await probeStore(store, ctx));
  if (missing !== undefined) throw new ObjectStoreError("unsafe", store.location, { detail: missing });
  return createBucketRepository(store, options, ctx);
}

/** The store in which a place lies, as its root. */
export function storeAt(place: BucketPlace, ctx: EngineContext): ObjectStore {
  return new RetryingStore(new S3ObjectStore(place, ctx.s3Settings ?? { isPathStyle: false }), ctx);
}
