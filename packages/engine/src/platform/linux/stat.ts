import { UF_APPEND, UF_IMMUTABLE, UF_NODUMP } from "../bsd-flags.ts";
import type { CString } from "../c-string.ts";
import { deviceNumber } from "../device-number.ts";
import { isDirectory, isRegular } from "../file-stat.ts";
import type { FileStat } from "../file-stat.ts";
import type { Directory } from "../platform.ts";
import { ENOENT } from "./errno.ts";
import { fail } from "./fail.ts";
import { libc } from "./libc.ts";

const AT_SYMLINK_NOFOLLOW = 0x100;
const AT_NO_AUTOMOUNT = 0x800;
const AT_EMPTY_PATH = 0x1000;
const STATX_BASIC_STATS = 0x7ff;
const EMPTY = Buffer.from([0]);

const ATTRIBUTE_IMMUTABLE = 0x10;
const ATTRIBUTE_APPEND = 0x20;
const ATTRIBUTE_NODUMP = 0x40;
const ATTRIBUTES_OF_INTEREST = ATTRIBUTE_IMMUTABLE | ATTRIBUTE_APPEND | ATTRIBUTE_NODUMP;

/** One result at a time: every call fills it and reads it before it returns. */
const result = Buffer.alloc(256);
const view = new DataView(result.buffer, result.byteOffset, result.byteLength);

export function stat(dir: Directory, name: CString): FileStat {
  if (libc().statx(dir.fd, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_BASIC_STATS, result) < 0) fail(name);
  return decoded();
}

export function statIfExists(dir: Directory, name: CString): FileStat | undefined {
  if (libc().statx(dir.fd, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_BASIC_STATS, result) < 0) {
    if (libc().errno() === ENOENT) return undefined;
    fail(name);
  }
  return decoded();
}

export function statFollowing(dir: Directory, name: CString): FileStat {
  if (libc().statx(dir.fd, name, AT_NO_AUTOMOUNT, STATX_BASIC_STATS, result) < 0) fail(name);
  return decoded();
}

export function fstat(fd: number): FileStat {
  if (libc().statx(fd, EMPTY, AT_EMPTY_PATH, STATX_BASIC_STATS, result) < 0) fail(fd);
  return decoded();
}

/** Offsets are those of `struct statx`, the same on every architecture. */
function decoded(): FileStat {
  const mode = view.getUint16(28, true);
  return {
    mode,
    uid: view.getUint32(20, true),
    gid: view.getUint32(24, true),
    size: Number(unsigned64(40)),
    ino: unsigned64(32),
    dev: deviceNumber(view.getUint32(136, true), view.getUint32(140, true)),
    rdev: deviceNumber(view.getUint32(128, true), view.getUint32(132, true)),
    nlink: view.getUint32(16, true),
    mtime: nanoseconds(112),
    ctime: nanoseconds(96),
    atime: nanoseconds(64),
    bsdflags: flags(mode),
  };
}

/** Linux has inode flags for files and folders; what `statx` says of others, Borg cannot see. */
function flags(mode: number): number | undefined {
  if (!isRegular(mode) && !isDirectory(mode)) return 0;
  const known = view.getUint32(56, true);
  if ((known & ATTRIBUTES_OF_INTEREST) !== ATTRIBUTES_OF_INTEREST) return undefined;
  const attributes = view.getUint32(8, true);
  if ((attributes & ATTRIBUTES_OF_INTEREST) === 0) return 0;
  return (
    (attributes & ATTRIBUTE_NODUMP ? UF_NODUMP : 0) |
    (attributes & ATTRIBUTE_IMMUTABLE ? UF_IMMUTABLE : 0) |
    (attributes & ATTRIBUTE_APPEND ? UF_APPEND : 0)
  );
}

function unsigned64(offset: number): number | bigint {
  const high = view.getUint32(offset + 4, true);
  return high < 0x200000 ? high * 0x100000000 + view.getUint32(offset, true) : view.getBigUint64(offset, true);
}

/** Many files have been written in the same second: its conversion is kept. */
let second = 0;
let secondNs = 0n;

function nanoseconds(offset: number): bigint {
  const seconds = view.getInt32(offset + 4, true) * 0x100000000 + view.getUint32(offset, true);
  if (seconds !== second) {
    second = seconds;
    secondNs = BigInt(seconds) * 1_000_000_000n;
  }
  return secondNs + BigInt(view.getUint32(offset + 8, true));
}
