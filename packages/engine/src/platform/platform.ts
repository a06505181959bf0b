import type { CString } from "./c-string.ts";
import type { DirectoryListing } from "./directory-listing.ts";
import type { FileStat } from "./file-stat.ts";

/** An open folder. `path` is how it was reached, without a NUL; names are resolved inside `fd` wherever that is possible. */
export interface Directory {
  readonly fd: number;
  readonly path: Uint8Array;
}

export interface OpenOptions {
  /** Do not touch the access time (tried first, given up where the system refuses). Default: true. */
  readonly noatime?: boolean;
  /** Open what a symlink points to. Default: false. */
  readonly follow?: boolean;
  /** Wait for the other side of a FIFO, for a device. Default: false. */
  readonly blocking?: boolean;
}

export interface FileTimes {
  /** Nanoseconds since 1970. */
  readonly atime: bigint;
  readonly mtime: bigint;
}

/** A stretch of a file. Holes read as zeros and occupy nothing. */
export interface DataRange {
  readonly offset: number;
  readonly length: number;
  readonly isData: boolean;
}

/**
 * Every call to the operating system that file metadata needs.
 *
 * A file is named by a folder and a name in it; the folder is {@link Platform.cwd} for a path that stands alone. Symlinks
 * are never followed unless a method says so. All calls are synchronous. Each throws `OSError`; the state is then as the
 * system call left it, and nothing else was done.
 */
export interface Platform {
  readonly name: "linux" | "portable";
  readonly cwd: Directory;
  /** Effective user id; -1 where there is none. */
  readonly euid: number;

  stat(dir: Directory, name: CString): FileStat;
  /** As {@link stat}; `undefined` if there is nothing of that name. */
  statIfExists(dir: Directory, name: CString): FileStat | undefined;
  /** Of what a symlink points to. */
  statFollowing(dir: Directory, name: CString): FileStat;
  fstat(fd: number): FileStat;
  readLink(dir: Directory, name: CString): Uint8Array;

  /** Opens a folder (never through a symlink); the access time stays where that is allowed. Close it with {@link close}. */
  openDirectory(dir: Directory, name: CString): Directory;
  /**
   * A folder to reach names in, never through a symlink unless `follow`; needs no permission to read it. Its names cannot
   * be listed. Close it with {@link close}. @throws {OSError} ENOTDIR if it is anything but a folder.
   */
  enterDirectory(dir: Directory, name: CString, follow?: boolean): Directory;
  /** All names but `.` and `..`, in the folder's own order. Call it once per opened folder. */
  readDirectory(dir: Directory): DirectoryListing;
  /** Opens for reading. */
  openFile(dir: Directory, name: CString, options?: OpenOptions): number;
  /** Makes a new file of mode 0600 and opens it for writing. @throws {OSError} EEXIST if there is anything of that name. */
  createFile(dir: Directory, name: CString): number;
  /** Empties an existing file that could not be replaced, and opens it for writing. */
  overwriteFile(dir: Directory, name: CString): number;
  close(fd: number): void;

  makeDirectory(dir: Directory, name: CString, mode: number): void;
  makeNode(dir: Directory, name: CString, mode: number, rdev: number): void;
  makeSymlink(target: CString, dir: Directory, name: CString): void;
  /** Makes a hard link; if the old name is a symlink, of the symlink itself. */
  makeLink(fromDir: Directory, from: CString, dir: Directory, name: CString): void;
  unlink(dir: Directory, name: CString): void;
  removeDirectory(dir: Directory, name: CString): void;

  chown(dir: Directory, name: CString, uid: number, gid: number): void;
  fchown(fd: number, uid: number, gid: number): void;
  /** Follows symlinks: never call it for one. */
  chmod(dir: Directory, name: CString, mode: number): void;
  fchmod(fd: number, mode: number): void;
  setTimes(dir: Directory, name: CString, times: FileTimes): void;
  setFileTimes(fd: number, times: FileTimes): void;

  /** Names of all extended attributes, ACLs included. Empty where the file system has none. */
  listXattrs(dir: Directory, name: CString): CString[];
  /** `undefined`: no such attribute. */
  getXattr(dir: Directory, name: CString, attribute: CString): Uint8Array | undefined;
  setXattr(dir: Directory, name: CString, attribute: CString, value: Uint8Array): void;
  setFileXattr(fd: number, attribute: CString, value: Uint8Array): void;

  /** Borg's flag bits of a file or folder, opening it if need be; 0 where the file system has none. */
  inodeFlags(dir: Directory, name: CString, stat: FileStat): number;
  /** Sets Borg's flag bits and keeps the other flags of the file system. */
  setInodeFlags(dir: Directory, name: CString, bsdflags: number): void;
  setFileInodeFlags(fd: number, bsdflags: number): void;

  /** Where an open file has data from `start` on; the last range ends at the file's end. Moves the file position. */
  dataRanges(fd: number, start: number): DataRange[];

  /** Account names as bytes; `undefined` where there is no such account. Uncached: see `Accounts`. */
  userName(uid: number): Uint8Array | undefined;
  groupName(gid: number): Uint8Array | undefined;
  userId(name: CString): number | undefined;
  groupId(name: CString): number | undefined;
}
