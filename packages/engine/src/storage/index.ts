/**
 * Named files below one root: what a repository needs of a disk or a bucket.
 *
 * - *storage*: the interface; *backend*: a folder that implements it (`posix/` on a local disk, `sftp/` on a server, `objects/` in an object
 *   store, `memory/` for tests).
 * - *durable*: survives a loss of power. Content and name of a file become so separately; the interface says when.
 * - *lock*: Borg's `lock.exclusive` and `lock.roster`, at any path of a disk or a server.
 *
 * All backends pass the storage suite of testkit. Knows nothing of segments. Stands on context, object-store, ssh and format (errors).
 *
 * @module
 */
export * from "./storage.ts";
export * from "./storage-error.ts";
export * from "./storage-names.ts";
export { inParallel } from "./in-parallel.ts";
export { FileLock } from "./lock/file-lock.ts";
export type { FileLockOptions } from "./lock/file-lock.ts";
export { formatOwner, mayBeAlive, parseOwner } from "./lock/lock-owner.ts";
export type { LockOwner } from "./lock/lock-owner.ts";
export { formatRoster, parseRoster } from "./lock/lock-roster.ts";
export { LockTimer } from "./lock/lock-timer.ts";
export { deleteAll, ObjectStorage } from "./objects/object-storage.ts";
export type { KnownContent } from "./objects/object-storage.ts";
export type { PlainFiles } from "./plain-files.ts";
export { POSIX_FILES } from "./posix/posix-files.ts";
export { PosixStorage } from "./posix/posix-storage.ts";
export { SftpFiles } from "./sftp/sftp-files.ts";
export { SftpStorage } from "./sftp/sftp-storage.ts";
export { MemoryStorage } from "./memory/memory-storage.ts";
