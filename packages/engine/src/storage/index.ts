/**
 * Named files below one root: what a repository needs of a disk or a bucket.
 *
 * - *storage*: the interface; *backend*: a folder that implements it (`posix/` on a local disk, `objects/` in an object store, `memory/`
 *   for tests).
 * - *durable*: survives a loss of power. Content and name of a file become so separately; the interface says when.
 * - *lock*: Borg's `lock.exclusive` and `lock.roster`, at any path of a local disk.
 *
 * All backends pass the storage suite of testkit. Knows nothing of segments. Stands on context, object-store and format (errors).
 *
 * @module
 */
export * from "./storage.ts";
export * from "./storage-error.ts";
export * from "./storage-names.ts";
export { FileLock } from "./posix/file-lock.ts";
export type { FileLockOptions } from "./posix/file-lock.ts";
export { formatOwner, mayBeAlive, parseOwner } from "./posix/lock-owner.ts";
export type { LockOwner } from "./posix/lock-owner.ts";
export { formatRoster, parseRoster } from "./posix/lock-roster.ts";
export { LockTimer } from "./posix/lock-timer.ts";
export { deleteAll, ObjectStorage } from "./objects/object-storage.ts";
export { PosixStorage } from "./posix/posix-storage.ts";
export { MemoryStorage } from "./memory/memory-storage.ts";
