import {
  InvalidRepository,
  PathAlreadyExists,
  RepositoryAlreadyExists,
  RepositoryDoesNotExist,
} from "@coffer/format/errors";
import { RepositoryConfig } from "@coffer/format/segment";
import type { ObjectStore } from "../object-store/index.ts";
import { LocalRepository } from "../repository/index.ts";
import type { CreateOptions, OpenOptions, PlaceOptions, RepositoryContext } from "../repository/index.ts";
import { deleteAll, ObjectStorage } from "../storage/index.ts";
import { BucketKeeper } from "./bucket-keeper.ts";
import { BucketLock } from "./bucket-lock.ts";
import { DOOMED_KEY, REPOSITORY_PREFIX, segmentName, segmentNumber, SEGMENTS_PER_FOLDER } from "./bucket-layout.ts";
import { Lease } from "./lease.ts";
import { listRepository, readListing } from "./listing.ts";
import type { Listing } from "./listing.ts";
import { fenceWindow, PLACEHOLDER } from "./log-fence.ts";

/** Small enough to be held in memory while it is sent, large enough for few requests. */
const SEGMENT_SIZE_MAX = 64 << 20;
/** Files of an attempt to make a repository that did not come to an end. */
const BEGUN_FILES = new Set(["README", "config", "nonce"]);

/** How a repository in a bucket is opened. */
type BucketOptions<Options> = Options & Pick<PlaceOptions, "afterClose">;

/**
 * Opens a repository in a bucket. Readers take no lock, and see the state of the last commit for as long as they like; with `exclusive`,
 * the lock is taken first.
 *
 * @throws {RepositoryDoesNotExist} @throws {InvalidRepository} @throws {LockTimeout} @throws {ObjectStoreError}
 */
export async function openBucketRepository(
  store: ObjectStore,
  options: BucketOptions<OpenOptions>,
  ctx: RepositoryContext,
): Promise<LocalRepository> {
  const isWriter = options.exclusive === true && options.lock !== false;
  if (isWriter) return openForWriting(store, options, ctx);
  const { files, contents } = await readListing(store);
  const storage = new ObjectStorage(store, { prefix: REPOSITORY_PREFIX, files, contents });
  return LocalRepository.openOn(storage, { ...options, breakLock: () => Lease.break(store) }, ctx, undefined);
}

/**
 * Makes a repository where there is nothing yet, and opens it with the lock. What is left of an attempt that did not come to an end, or of a
 * repository whose removal did not, is cleared away.
 *
 * @throws {RepositoryAlreadyExists} @throws {PathAlreadyExists} @throws {LockTimeout} @throws {ObjectStoreError}
 */
export async function createBucketRepository(
  store: ObjectStore,
  options: BucketOptions<Omit<CreateOptions, "makeParentDirs">>,
  ctx: RepositoryContext,
): Promise<LocalRepository> {
  if (await isDoomed(store)) await deleteAll(store);
  const found = await listRepository(store);
  assertVacant(found, store.location);
  const lease = await Lease.acquire(store, ctx);
  try {
    const { inherited } = lease;
    if (inherited !== undefined) await fenceWindow(store, inherited, SEGMENTS_PER_FOLDER);
    const files = await listRepository(store);
    assertVacant(files, store.location);
    await clearBegun(store, files);
    const listing = { files: await listRepository(store), head: undefined, etag: undefined };
    const { storage, keeper, lock } = assemble(store, lease, listing, SEGMENTS_PER_FOLDER);
    const wanted = { ...options, maxSegmentSize: SEGMENT_SIZE_MAX, keeper, breakLock: () => Lease.break(store) };
    return await LocalRepository.createOn(storage, wanted, ctx, lock);
  } catch (error) {
    await lease.release();
    throw error;
  }
}

async function openForWriting(
  store: ObjectStore,
  options: BucketOptions<OpenOptions>,
  ctx: RepositoryContext,
): Promise<LocalRepository> {
  await assertRepository(store);
  const lease = await Lease.acquire(store, ctx, options.signal);
  try {
    let listing = await readListing(store);
    const perFolder = listing.head?.segmentsPerFolder ?? (await readSegmentsPerFolder(store));
    if (lease.inherited !== undefined) {
      await fenceWindow(store, lease.inherited, perFolder);
      listing = await readListing(store);
    }
    const { storage, keeper, lock } = assemble(store, lease, listing, perFolder);
    const wanted = { ...options, keeper, breakLock: () => Lease.break(store) };
    return await LocalRepository.openOn(storage, wanted, ctx, lock);
  } catch (error) {
    await lease.release();
    throw error;
  }
}

/** What works on the files of a repository while we hold its lock. */
export function assemble(
  store: ObjectStore,
  lease: Lease,
  listing: Listing,
  segmentsPerFolder: number,
): { storage: ObjectStorage; keeper: BucketKeeper; lock: BucketLock } {
  const keeper = new BucketKeeper(store, lease, listing, segmentsPerFolder);
  const storage = new ObjectStorage(store, {
    prefix: REPOSITORY_PREFIX,
    files: listing.files,
    contents: listing.contents,
    createsWhole: store.hasConditions,
    mayDelete: (name) => keeper.mayDelete(name),
    beforeUpload: (name) => keeper.beforeUpload(name),
    afterUpload: (name, size) => keeper.afterUpload(name, size),
  });
  keeper.adopt(storage);
  return { storage, keeper, lock: new BucketLock(lease, keeper) };
}

/** Without a repository there is nothing to lock, either. */
async function assertRepository(store: ObjectStore): Promise<void> {
  if ((await store.head(`${REPOSITORY_PREFIX}config`)) !== undefined) return;
  const isThere = !(await isDoomed(store)) && (await listRepository(store)).size > 0;
  throw isThere ? new InvalidRepository(store.location) : new RepositoryDoesNotExist(store.location);
}

async function readSegmentsPerFolder(store: ObjectStore): Promise<number> {
  const { bytes } = await store.get(`${REPOSITORY_PREFIX}config`);
  return RepositoryConfig.parse(new TextDecoder().decode(bytes)).segments_per_dir;
}

/** Whether the repository was being deleted. */
export async function isDoomed(store: ObjectStore): Promise<boolean> {
  return (await store.head(DOOMED_KEY)) !== undefined;
}

/** @throws If there is more than the beginning of a repository: one segment with content, which holds a manifest. */
function assertVacant(files: ReadonlyMap<string, number>, location: string): void {
  let segments = 0;
  for (const [name, size] of files) {
    const isSegment = segmentNumber(name) !== undefined;
    if (isSegment && size !== PLACEHOLDER.length) segments += 1;
    const isBegun = isSegment ? segments <= 1 : BEGUN_FILES.has(name);
    if (isBegun) continue;
    throw files.has("config") ? new RepositoryAlreadyExists(location) : new PathAlreadyExists(location);
  }
}

/** Makes the beginning of a repository void: whoever has written it may be about to write more. */
async function clearBegun(store: ObjectStore, files: ReadonlyMap<string, number>): Promise<void> {
  for (const [name, size] of files) {
    const segment = segmentNumber(name);
    if (segment === undefined) await store.delete([REPOSITORY_PREFIX + name]);
    else if (size !== PLACEHOLDER.length) {
      await store.put(REPOSITORY_PREFIX + segmentName(segment, SEGMENTS_PER_FOLDER), [PLACEHOLDER]);
    }
  }
}
