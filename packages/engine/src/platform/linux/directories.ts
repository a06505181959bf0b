import { constants } from "node:fs";
import { cStringBytes } from "../c-string.ts";
import type { CString } from "../c-string.ts";
import { DirectoryListing } from "../directory-listing.ts";
import type { Directory } from "../platform.ts";
import { EACCES, EPERM, EROFS } from "./errno.ts";
import { fail } from "./fail.ts";
import { libc } from "./libc.ts";

export const AT_FDCWD = -100;
export const O_CLOEXEC = 0o2000000;
const O_PATH = 0o10000000;
const FLAGS = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW | O_CLOEXEC;

/** Large enough for about 2000 names a call. */
const buffer = Buffer.alloc(0x10000);
const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
const NAME_OFFSET = 19;

export function openDirectory(dir: Directory, name: CString): Directory {
  let fd = libc().openat(dir.fd, name, FLAGS | constants.O_NOATIME, 0);
  if (fd < 0 && refusesNoatime(libc().errno())) fd = libc().openat(dir.fd, name, FLAGS, 0);
  if (fd < 0) fail(name);
  return { fd, path: joined(dir, name) };
}

export function enterDirectory(dir: Directory, name: CString, follow = false): Directory {
  const flags = O_PATH | constants.O_DIRECTORY | O_CLOEXEC | (follow ? 0 : constants.O_NOFOLLOW);
  const fd = libc().openat(dir.fd, name, flags, 0);
  if (fd < 0) fail(name);
  return { fd, path: joined(dir, name) };
}

export function readDirectory(dir: Directory): DirectoryListing {
  const listing = new DirectoryListing();
  for (;;) {
    const length = libc().getdents64(dir.fd, buffer, buffer.length);
    if (length < 0) fail(dir.fd);
    if (length === 0) return listing;
    decodeInto(listing, length);
  }
}

/** Records are d_ino u64, d_off i64, d_reclen u16, d_type u8, name with NUL. */
function decodeInto(listing: DirectoryListing, length: number): void {
  for (let at = 0; at < length;) {
    const start = at + NAME_OFFSET;
    const end = buffer.indexOf(0, start);
    const isDots = buffer[start] === 0x2e && (end === start + 1 || (end === start + 2 && buffer[start + 1] === 0x2e));
    if (!isDots) {
      const ino = view.getUint32(at + 4, true) * 0x100000000 + view.getUint32(at, true);
      listing.add(buffer.subarray(start, end + 1), ino);
    }
    at += view.getUint16(at + 16, true);
  }
}

/** O_NOATIME is for the owner and root; some read-only file systems (shadow copies under WSL 1) refuse it with EROFS. */
export function refusesNoatime(errno: number): boolean {
  return errno === EPERM || errno === EACCES || errno === EROFS;
}

/** How a name inside a folder is reached from the current one; for messages and for calls that take no folder. */
export function joined(dir: Directory, name: CString): Uint8Array {
  const bytes = cStringBytes(name);
  if (dir.path.length === 0 || bytes[0] === 0x2f) return bytes;
  const { length } = dir.path;
  const needsSlash = dir.path[length - 1] !== 0x2f;
  const path = Buffer.allocUnsafe(length + (needsSlash ? 1 : 0) + bytes.length);
  path.set(dir.path);
  if (needsSlash) path[length] = 0x2f;
  path.set(bytes, length + (needsSlash ? 1 : 0));
  return path;
}
