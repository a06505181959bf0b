/**
 * The platform as far as Node alone carries it: for systems whose own calls are not written yet.
 *
 * No extended attributes, ACLs, inode flags, devices or account names; times to the microsecond; folders are reached by
 * path. Everything that is missing is either empty (reading) or fails with ENOTSUP (writing).
 *
 * @module
 */
import * as fs from "node:fs";
import { constants as osConstants } from "node:os";
import { bytesToText } from "@coffer/format/bytes";
import { cString, cStringBytes } from "../c-string.ts";
import { DirectoryListing } from "../directory-listing.ts";
import type { CString } from "../c-string.ts";
import { isDirectory } from "../file-stat.ts";
import type { FileStat } from "../file-stat.ts";
import { OSError, osErrorFrom } from "../os-error.ts";
import type { DataRange, Directory, FileTimes, OpenOptions, Platform } from "../platform.ts";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_TRUNC, O_WRONLY } = fs.constants;

function pathOf(dir: Directory, name: CString): Buffer {
  const bytes = cStringBytes(name);
  if (dir.path.length === 0 || bytes[0] === 0x2f) return bytes;
  return Buffer.concat([dir.path, Buffer.from("/"), bytes]);
}

function attempt<T>(filename: CString | number, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw osErrorFrom(error, typeof filename === "number" ? filename : bytesToText(cStringBytes(filename)));
  }
}

function notSupported(): never {
  throw new OSError(osConstants.errno.ENOTSUP);
}

function decoded(stats: fs.BigIntStats): FileStat {
  const ino = Number(stats.ino);
  return {
    mode: Number(stats.mode),
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    size: Number(stats.size),
    ino: Number.isSafeInteger(ino) ? ino : stats.ino,
    dev: Number(stats.dev),
    rdev: Number(stats.rdev),
    nlink: Number(stats.nlink),
    mtime: stats.mtimeNs,
    ctime: stats.ctimeNs,
    atime: stats.atimeNs,
    birthtime: stats.birthtimeNs,
    bsdflags: 0,
  };
}

function seconds(ns: bigint): number {
  return Number(ns) / 1e9;
}

function statIfExists(dir: Directory, name: CString): FileStat | undefined {
  const stats = attempt(name, () => fs.lstatSync(pathOf(dir, name), { bigint: true, throwIfNoEntry: false }));
  return stats === undefined ? undefined : decoded(stats);
}

function stat(dir: Directory, name: CString): FileStat {
  return attempt(name, () => decoded(fs.lstatSync(pathOf(dir, name), { bigint: true })));
}

function openDirectory(dir: Directory, name: CString): Directory {
  const stats = stat(dir, name);
  if (!isDirectory(stats.mode)) throw new OSError(osConstants.errno.ENOTDIR, bytesToText(cStringBytes(name)));
  return { fd: -1, path: pathOf(dir, name) };
}

function readDirectory(dir: Directory): DirectoryListing {
  const listing = new DirectoryListing();
  for (const bytes of attempt(dir.fd, () => fs.readdirSync(Buffer.from(dir.path), { encoding: "buffer" }))) {
    const name = cString(bytes);
    listing.add(name, Number(statIfExists(dir, name)?.ino ?? 0));
  }
  return listing;
}

function openFile(dir: Directory, name: CString, options: OpenOptions = {}): number {
  const flags =
    O_RDONLY | (options.follow === true ? 0 : (O_NOFOLLOW ?? 0)) | (options.blocking === true ? 0 : (O_NONBLOCK ?? 0));
  return attempt(name, () => fs.openSync(pathOf(dir, name), flags));
}

function makeNode(dir: Directory, name: CString, mode: number): void {
  const isFile = (mode & 0o170000) === 0o100000;
  if (!isFile) notSupported();
  attempt(name, () => fs.closeSync(fs.openSync(pathOf(dir, name), O_WRONLY | O_CREAT | O_EXCL, mode & 0o7777)));
}

/** One range of data: without the system's help there are no holes. */
function dataRanges(fd: number, start: number): DataRange[] {
  const { size } = attempt(fd, () => fs.fstatSync(fd));
  return size > start ? [{ offset: start, length: size - start, isData: true }] : [];
}

export function portablePlatform(): Platform {
  return {
    name: "portable",
    cwd: { fd: -1, path: new Uint8Array(0) },
    euid: process.geteuid?.() ?? -1,
    stat,
    statIfExists,
    statFollowing: (dir, name) => attempt(name, () => decoded(fs.statSync(pathOf(dir, name), { bigint: true }))),
    fstat: (fd) => attempt(fd, () => decoded(fs.fstatSync(fd, { bigint: true }))),
    readLink: (dir, name) => attempt(name, () => fs.readlinkSync(pathOf(dir, name), { encoding: "buffer" })),
    openDirectory,
    enterDirectory: (dir, name, follow) =>
      follow === true ? { fd: -1, path: pathOf(dir, name) } : openDirectory(dir, name),
    readDirectory,
    openFile,
    createFile: (dir, name) =>
      attempt(name, () => fs.openSync(pathOf(dir, name), O_WRONLY | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0), 0o600)),
    overwriteFile: (dir, name) =>
      attempt(name, () => fs.openSync(pathOf(dir, name), O_WRONLY | O_TRUNC | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0))),
    close: (fd) => {
      if (fd >= 0) attempt(fd, () => fs.closeSync(fd));
    },
    makeDirectory: (dir, name, mode) => attempt(name, () => fs.mkdirSync(pathOf(dir, name), mode)),
    makeNode,
    makeSymlink: (target, dir, name) => attempt(name, () => fs.symlinkSync(cStringBytes(target), pathOf(dir, name))),
    makeLink: (fromDir, from, dir, name) => attempt(name, () => fs.linkSync(pathOf(fromDir, from), pathOf(dir, name))),
    unlink: (dir, name) => attempt(name, () => fs.unlinkSync(pathOf(dir, name))),
    removeDirectory: (dir, name) => attempt(name, () => fs.rmdirSync(pathOf(dir, name))),
    chown: (dir, name, uid, gid) => attempt(name, () => fs.lchownSync(pathOf(dir, name), uid, gid)),
    fchown: (fd, uid, gid) => attempt(fd, () => fs.fchownSync(fd, uid, gid)),
    chmod: (dir, name, mode) => attempt(name, () => fs.chmodSync(pathOf(dir, name), mode & 0o7777)),
    fchmod: (fd, mode) => attempt(fd, () => fs.fchmodSync(fd, mode & 0o7777)),
    setTimes: (dir, name, { atime, mtime }: FileTimes) =>
      attempt(name, () => fs.lutimesSync(pathOf(dir, name), seconds(atime), seconds(mtime))),
    setFileTimes: (fd, { atime, mtime }: FileTimes) =>
      attempt(fd, () => fs.futimesSync(fd, seconds(atime), seconds(mtime))),
    listXattrs: () => [],
    getXattr: () => undefined,
    setXattr: notSupported,
    setFileXattr: notSupported,
    inodeFlags: () => 0,
    setInodeFlags: notSupported,
    setFileInodeFlags: notSupported,
    dataRanges,
    userName: () => undefined,
    groupName: () => undefined,
    userId: () => undefined,
    groupId: () => undefined,
  };
}
