/**
 * Repositories in buckets: Borg's files as objects, and beside them what takes the place of a file system's promises.
 *
 * - *head*: says which files there are. *lease*: the lock, held for a time and renewed. *epoch*: counts its changes of hands.
 * - *window*: numbers of segments that a holder of the lock may be writing. *fence*: occupies those of a holder who may come back with
 *   *placeholders*, segments without entries.
 * - *candidate*: who wants the lock in a store without conditional writes. *election*: of several candidates one has it.
 * - *superseded*: files of no use any more, which go a day later, as readers take no lock.
 *
 * Below `repo/` lies nothing but a repository in Borg's format. Stands on object-store, storage and repository.
 * Format: docs/formats/bucket.md.
 *
 * @module
 */
export { createBucketRepository, openBucketRepository } from "./bucket-repository.ts";
export { hasBucketRepository, openBucketFiles, openWritableBucketFiles } from "./bucket-files.ts";
export { prepareStore } from "./prepare-store.ts";
export { missingCapabilities, probeStore } from "./probe-store.ts";
export type { Capability } from "./probe-store.ts";
