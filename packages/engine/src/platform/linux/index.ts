/**
 * The platform on Linux: one system call per question, through the C library.
 *
 * `statx` tells all of a file's metadata at once, inode flags included, so that an unchanged file is never opened.
 *
 * @module
 */
import type { Platform } from "../platform.ts";
import { dataRanges } from "./data-ranges.ts";
import { AT_FDCWD, enterDirectory, openDirectory, readDirectory } from "./directories.ts";
import * as files from "./files.ts";
import { inodeFlags, setFileInodeFlags, setInodeFlags } from "./inode-flags.ts";
import { libc } from "./libc.ts";
import { fstat, stat, statFollowing, statIfExists } from "./stat.ts";
import { getXattr, listXattrs, setFileXattr, setXattr } from "./xattrs.ts";

export function linuxPlatform(): Platform {
  return {
    name: "linux",
    cwd: { fd: AT_FDCWD, path: new Uint8Array(0) },
    euid: process.geteuid?.() ?? -1,
    stat,
    statIfExists,
    statFollowing,
    fstat,
    openDirectory,
    enterDirectory,
    readDirectory,
    ...files,
    listXattrs,
    getXattr,
    setXattr,
    setFileXattr,
    inodeFlags,
    setInodeFlags,
    setFileInodeFlags,
    dataRanges,
    userName: (uid) => libc().userName(uid),
    groupName: (gid) => libc().groupName(gid),
    userId: (name) => libc().userId(name),
    groupId: (name) => libc().groupId(name),
  };
}
