import { PathAlreadyExists } from "@coffer/format/errors";
import type { ObjectStore } from "../object-store/index.ts";
import type { RepositoryContext, RepositoryFiles, WritableFiles } from "../repository/index.ts";
import { deleteAll, ObjectStorage } from "../storage/index.ts";
import { REPOSITORY_PREFIX, segmentName, segmentNumber } from "./bucket-layout.ts";
import { assemble, isDoomed } from "./bucket-repository.ts";
import { Lease } from "./lease.ts";
import { listRepository, readHead, readListing } from "./listing.ts";
import type { Listing } from "./listing.ts";
import { fenceWindow, PLACEHOLDER } from "./log-fence.ts";

/**
 * Opens the files of a repository in a bucket: those that its head names now, whatever is committed meanwhile. They stay for a day.
 *
 * @throws {RepositoryDoesNotExist} @throws {InvalidRepository} @throws {ObjectStoreError}
 */
export async function openBucketFiles(store: ObjectStore): Promise<RepositoryFiles> {
  const { files } = await withSizes(store, await readListing(store));
  const storage = new ObjectStorage(store, { prefix: REPOSITORY_PREFIX, files });
  return { storage, close: () => storage.close() };
}

/**
 * Opens a place in a bucket for files of a repository, with the lock: one that holds such files, or nothing.
 *
 * @throws {PathAlreadyExists} If there is anything else. @throws {LockTimeout} @throws {ObjectStoreError}
 */
export async function openWritableBucketFiles(
  store: ObjectStore,
  segmentsPerFolder: number,
  ctx: RepositoryContext,
  signal?: AbortSignal,
): Promise<WritableFiles> {
  if (await isDoomed(store)) await deleteAll(store);
  const lease = await Lease.acquire(store, ctx, signal);
  try {
    if (lease.inherited !== undefined) await fenceWindow(store, lease.inherited, segmentsPerFolder);
    const listing = await readWhatIsThere(store, segmentsPerFolder);
    const { storage, keeper, lock } = assemble(store, lease, listing, segmentsPerFolder);
    return { storage, keeper, close: () => lock.release() };
  } catch (error) {
    await lease.release();
    throw error;
  }
}

/** Whether there is a repository, or a part of one that is being copied. */
export async function hasBucketRepository(store: ObjectStore): Promise<boolean> {
  return (await store.head(`${REPOSITORY_PREFIX}config`)) !== undefined;
}

/** All that lies there and is of use: what a copy that was interrupted has brought, the head need not name. */
async function readWhatIsThere(store: ObjectStore, segmentsPerFolder: number): Promise<Listing> {
  const { head, etag } = (await readHead(store)) ?? {};
  const files = await listRepository(store);
  for (const { segments, files: names } of head?.superseded ?? []) {
    for (const name of [...segments.map((segment) => segmentName(segment, segmentsPerFolder)), ...names])
      files.delete(name);
  }
  if (!files.has("config") && [...files].some(([name, size]) => !isPlaceholder(name, size))) {
    throw new PathAlreadyExists(store.location);
  }
  return { files, head, etag };
}

/** A listing whose sizes are all known, for the price of a list. */
async function withSizes(store: ObjectStore, listing: Listing): Promise<Listing> {
  if (listing.head === undefined) return listing;
  const sizes = await listRepository(store);
  return { ...listing, files: new Map([...listing.files.keys()].map((name) => [name, sizes.get(name)])) };
}

function isPlaceholder(name: string, size: number): boolean {
  return segmentNumber(name) !== undefined && size === PLACEHOLDER.length;
}
