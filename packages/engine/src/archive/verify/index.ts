/**
 * Holding files against an archive: those that were restored from it, and those that it was made from.
 *
 * - *mismatch*: something of a file is not what its item says.
 * - *evidence*: by what a source is known to be unchanged since the archive was made, so that a mismatch means that the disk has failed.
 *
 * Stands on restore, cache, session.
 *
 * @module
 */
export type { Mismatch, MismatchKind } from "./mismatch.ts";
export { verifyFiles } from "./verify-files.ts";
export type { VerifiedFiles, VerifyFilesRules } from "./verify-files.ts";
