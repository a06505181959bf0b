/**
 * Every system call that Node lacks or does too slowly: metadata of files, read and written.
 *
 * A file is a *folder* (open, or the current one) and a *name* in it, as bytes that end in NUL (`CString`). `FileStat` is
 * what one `statx` tells. `OSError` carries the text that Borg prints. One implementation an operating system: `linux/`
 * speaks to the C library, `portable/` makes do with Node.
 *
 * Stands on format/bytes and koffi (docs/decisions/0040-koffi.md).
 *
 * @module
 */
export { accounts, Accounts } from "./accounts.ts";
export { UF_APPEND, UF_IMMUTABLE, UF_NODUMP } from "./bsd-flags.ts";
export { cString, cStringBytes } from "./c-string.ts";
export type { CString } from "./c-string.ts";
export { platform } from "./current-platform.ts";
export { deviceMajor, deviceMinor, deviceNumber } from "./device-number.ts";
export { DirectoryListing } from "./directory-listing.ts";
export { errorText } from "./error-text.ts";
export * from "./file-stat.ts";
export { OSError, osErrorFrom } from "./os-error.ts";
export type { DataRange, Directory, FileTimes, OpenOptions, Platform } from "./platform.ts";
export { aclFromText, aclTextOfMode, aclToText, isMinimalAcl } from "./posix-acl.ts";
export type { AccountLookup } from "./posix-acl.ts";
export { pythonBytesRepr, pythonRepr } from "./python-repr.ts";
