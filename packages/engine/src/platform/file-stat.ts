/** What one look at a file tells. Fields that exist in Borg's items keep their names. */
export interface FileStat {
  /** Type and permission bits, as `st_mode`. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes. */
  readonly size: number;
  /** A bigint only where it is beyond 2^53. */
  readonly ino: number | bigint;
  /** Device number in the operating system's own encoding, as `st_dev` and `st_rdev` are. */
  readonly dev: number;
  readonly rdev: number;
  readonly nlink: number;
  /** Nanoseconds since 1970, signed. */
  readonly mtime: bigint;
  readonly ctime: bigint;
  readonly atime: bigint;
  /** Where the operating system's `stat` has it (not on Linux, as in Borg). */
  readonly birthtime?: bigint;
  /** Borg's flag bits; `undefined`: unknown from here, ask `inodeFlags`. */
  readonly bsdflags: number | undefined;
}

const S_IFMT = 0o170000;
export const S_IFIFO = 0o010000;
export const S_IFCHR = 0o020000;
export const S_IFDIR = 0o040000;
export const S_IFBLK = 0o060000;
export const S_IFREG = 0o100000;
export const S_IFLNK = 0o120000;
export const S_IFSOCK = 0o140000;

/** The type bits of a mode. */
export function fileType(mode: number): number {
  return mode & S_IFMT;
}

export function isRegular(mode: number): boolean {
  return (mode & S_IFMT) === S_IFREG;
}

export function isDirectory(mode: number): boolean {
  return (mode & S_IFMT) === S_IFDIR;
}

export function isSymlink(mode: number): boolean {
  return (mode & S_IFMT) === S_IFLNK;
}

/** Devices and FIFOs: what `--read-special` reads like files. */
export function isSpecial(mode: number): boolean {
  const type = mode & S_IFMT;
  return type === S_IFBLK || type === S_IFCHR || type === S_IFIFO;
}
