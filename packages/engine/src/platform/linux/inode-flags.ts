import { constants } from "node:fs";
import { UF_APPEND, UF_IMMUTABLE, UF_NODUMP } from "../bsd-flags.ts";
import type { CString } from "../c-string.ts";
import { isDirectory, isRegular } from "../file-stat.ts";
import type { FileStat } from "../file-stat.ts";
import type { Directory } from "../platform.ts";
import { O_CLOEXEC } from "./directories.ts";
import { ENOTTY } from "./errno.ts";
import { fail } from "./fail.ts";
import { libc } from "./libc.ts";

const FS_IOC_GETFLAGS = 0x80086601;
const FS_IOC_SETFLAGS = 0x40086602;
const FS_IMMUTABLE_FL = 0x10;
const FS_APPEND_FL = 0x20;
const FS_NODUMP_FL = 0x40;
const FLAGS_OF_INTEREST = FS_IMMUTABLE_FL | FS_APPEND_FL | FS_NODUMP_FL;
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW | O_CLOEXEC;

const argument = Buffer.alloc(8);

/** Devices whose file system said that it knows no flags: its other files need not be opened. By type of file. */
const withoutFlags = new Set<string>();

export function inodeFlags(dir: Directory, name: CString, stat: FileStat): number {
  if (stat.bsdflags !== undefined) return stat.bsdflags;
  if (!isRegular(stat.mode) && !isDirectory(stat.mode)) return 0;
  const kind = `${stat.dev}${isDirectory(stat.mode) ? "d" : "f"}`;
  if (withoutFlags.has(kind)) return 0;
  const fd = libc().openat(dir.fd, name, OPEN_FLAGS, 0);
  if (fd < 0) return 0;
  try {
    if (libc().ioctl(fd, FS_IOC_GETFLAGS, argument) >= 0) return toBsd(argument.readUInt32LE(0));
    if (libc().errno() === ENOTTY) withoutFlags.add(kind);
    return 0;
  } finally {
    libc().close(fd);
  }
}

export function setInodeFlags(dir: Directory, name: CString, bsdflags: number): void {
  const fd = libc().openat(dir.fd, name, OPEN_FLAGS, 0);
  if (fd < 0) fail(name);
  try {
    setFileInodeFlags(fd, bsdflags);
  } finally {
    libc().close(fd);
  }
}

export function setFileInodeFlags(fd: number, bsdflags: number): void {
  if (libc().ioctl(fd, FS_IOC_GETFLAGS, argument) < 0) fail(fd);
  const before = argument.readUInt32LE(0);
  const after = ((before & ~FLAGS_OF_INTEREST) | fromBsd(bsdflags)) >>> 0;
  if (after === before) return;
  argument.writeUInt32LE(after, 0);
  if (libc().ioctl(fd, FS_IOC_SETFLAGS, argument) < 0) fail(fd);
}

function toBsd(flags: number): number {
  return (
    (flags & FS_NODUMP_FL ? UF_NODUMP : 0) |
    (flags & FS_IMMUTABLE_FL ? UF_IMMUTABLE : 0) |
    (flags & FS_APPEND_FL ? UF_APPEND : 0)
  );
}

function fromBsd(bsdflags: number): number {
  return (
    (bsdflags & UF_NODUMP ? FS_NODUMP_FL : 0) |
    (bsdflags & UF_IMMUTABLE ? FS_IMMUTABLE_FL : 0) |
    (bsdflags & UF_APPEND ? FS_APPEND_FL : 0)
  );
}
