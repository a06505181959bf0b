import { constants } from "node:fs";
import type { CString } from "../c-string.ts";
import { OSError } from "../os-error.ts";
import type { Directory, FileTimes, OpenOptions } from "../platform.ts";
import { O_CLOEXEC, refusesNoatime } from "./directories.ts";
import { EINVAL } from "./errno.ts";
import { fail } from "./fail.ts";
import { libc } from "./libc.ts";

const AT_SYMLINK_NOFOLLOW = 0x100;
const AT_REMOVEDIR = 0x200;
const READ_FLAGS = constants.O_RDONLY | constants.O_NOCTTY | O_CLOEXEC;
const CREATE_FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW | O_CLOEXEC;
const OVERWRITE_FLAGS =
  constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW | constants.O_NONBLOCK | O_CLOEXEC;

export function openFile(dir: Directory, name: CString, options: OpenOptions = {}): number {
  const flags =
    READ_FLAGS |
    (options.follow === true ? 0 : constants.O_NOFOLLOW) |
    (options.blocking === true ? 0 : constants.O_NONBLOCK);
  const noatime = options.noatime === false ? 0 : constants.O_NOATIME;
  let fd = libc().openat(dir.fd, name, flags | noatime, 0);
  if (fd < 0 && noatime !== 0 && refusesNoatime(libc().errno())) fd = libc().openat(dir.fd, name, flags, 0);
  if (fd < 0) fail(name);
  return fd;
}

export function createFile(dir: Directory, name: CString): number {
  const fd = libc().openat(dir.fd, name, CREATE_FLAGS, 0o600);
  if (fd < 0) fail(name);
  return fd;
}

export function overwriteFile(dir: Directory, name: CString): number {
  const fd = libc().openat(dir.fd, name, OVERWRITE_FLAGS, 0);
  if (fd < 0) fail(name);
  return fd;
}

export function close(fd: number): void {
  if (libc().close(fd) < 0) fail(fd);
}

export function readLink(dir: Directory, name: CString): Uint8Array {
  for (let size = 4096; ; size *= 2) {
    const target = Buffer.allocUnsafe(size);
    const length = libc().readlinkat(dir.fd, name, target, size);
    if (length < 0) fail(name);
    if (length < size) return target.subarray(0, length);
  }
}

export function makeDirectory(dir: Directory, name: CString, mode: number): void {
  if (libc().mkdirat(dir.fd, name, mode) < 0) fail(name);
}

export function makeNode(dir: Directory, name: CString, mode: number, rdev: number): void {
  if (libc().mknodat(dir.fd, name, mode, rdev) < 0) fail(name);
}

export function makeSymlink(target: CString, dir: Directory, name: CString): void {
  if (libc().symlinkat(target, dir.fd, name) < 0) fail(name);
}

export function makeLink(fromDir: Directory, from: CString, dir: Directory, name: CString): void {
  if (libc().linkat(fromDir.fd, from, dir.fd, name, 0) < 0) fail(name);
}

export function unlink(dir: Directory, name: CString): void {
  if (libc().unlinkat(dir.fd, name, 0) < 0) fail(name);
}

export function removeDirectory(dir: Directory, name: CString): void {
  if (libc().unlinkat(dir.fd, name, AT_REMOVEDIR) < 0) fail(name);
}

export function chown(dir: Directory, name: CString, uid: number, gid: number): void {
  if (libc().fchownat(dir.fd, name, account(uid), account(gid), AT_SYMLINK_NOFOLLOW) < 0) fail(name);
}

export function fchown(fd: number, uid: number, gid: number): void {
  if (libc().fchown(fd, account(uid), account(gid)) < 0) fail(fd);
}

export function chmod(dir: Directory, name: CString, mode: number): void {
  if (libc().fchmodat(dir.fd, name, mode & 0o7777, 0) < 0) fail(name);
}

export function fchmod(fd: number, mode: number): void {
  if (libc().fchmod(fd, mode & 0o7777) < 0) fail(fd);
}

export function setTimes(dir: Directory, name: CString, times: FileTimes): void {
  if (libc().utimensat(dir.fd, name, timespecs(times), AT_SYMLINK_NOFOLLOW) < 0) fail(name);
}

export function setFileTimes(fd: number, times: FileTimes): void {
  if (libc().futimens(fd, timespecs(times)) < 0) fail(fd);
}

const ACCOUNT_MAX = 0xfffffffe;

/** An id from an archive: 2^32 - 1 would mean "leave it" to the kernel. */
function account(id: number): number {
  if (!Number.isInteger(id) || id < 0 || id > ACCOUNT_MAX) throw new OSError(EINVAL);
  return id;
}

const times = Buffer.alloc(32);
const timesView = new DataView(times.buffer, times.byteOffset, times.byteLength);
const SECOND = 1_000_000_000n;

/** Two `struct timespec` in one buffer that the next call reuses. */
function timespecs({ atime, mtime }: FileTimes): Buffer {
  putTimespec(0, atime);
  putTimespec(16, mtime);
  return times;
}

function putTimespec(offset: number, ns: bigint): void {
  const rest = ns % SECOND;
  const nanoseconds = rest < 0n ? rest + SECOND : rest;
  const seconds = (ns - nanoseconds) / SECOND;
  if (BigInt.asIntN(64, seconds) !== seconds) throw new OSError(EINVAL);
  timesView.setBigInt64(offset, seconds, true);
  timesView.setInt32(offset + 8, Number(nanoseconds), true);
  timesView.setInt32(offset + 12, 0, true);
}
