/**
 * Objects in a bucket: what a repository needs of an object store, and the stores that give it.
 *
 * - *object*: bytes under a key, put and replaced as a whole; *etag*: names one content of an object, as the store says.
 * - *conditional put*: one that succeeds only if there is no object of that key, or still the one with a known etag. Of several at the
 *   same time, one succeeds.
 * - *tag*: what a put leaves with its object to know it again: after an answer that was lost, it tells whether the put was done.
 * - *doubtful*: a put whose answer was lost, and which nobody can tell whether it was done, or will be.
 *
 * `s3/` speaks to S3 and whatever is like it (its client is loaded when it is first used), `rclone/` to the remotes of rclone, `memory/` is
 * for tests. `RetryingStore` and `CheckingStore` stand in front of others. Knows nothing of
 * repositories. Stands on context and format (errors).
 *
 * @module
 */
export { CheckingStore } from "./checking-store.ts";
export * from "./object-store.ts";
export * from "./object-store-error.ts";
export { MemoryObjectStore } from "./memory/memory-object-store.ts";
export { RetryingStore } from "./retrying-store.ts";
export { RcloneObjectStore } from "./rclone/rclone-object-store.ts";
export type { RclonePlace } from "./rclone/rclone-object-store.ts";
export { S3ObjectStore } from "./s3/s3-object-store.ts";
export type { S3Place } from "./s3/s3-client.ts";
