/**
 * Numbers of the kernel's FUSE interface, version 7.
 *
 * @see linux/fuse.h of the kernel, and its Documentation/filesystems/fuse.
 */
export const FUSE_MAJOR = 7;
/** The version we speak; a newer kernel keeps to it, an older one tells its own. */
export const FUSE_MINOR = 36;
/** Before this version replies were shorter. Linux 3.15 and newer are above it. */
export const FUSE_MINOR_MIN = 23;

export const Opcode: {
  readonly LOOKUP: 1;
  readonly FORGET: 2;
  readonly GETATTR: 3;
  readonly SETATTR: 4;
  readonly READLINK: 5;
  readonly SYMLINK: 6;
  readonly MKNOD: 8;
  readonly MKDIR: 9;
  readonly UNLINK: 10;
  readonly RMDIR: 11;
  readonly RENAME: 12;
  readonly LINK: 13;
  readonly OPEN: 14;
  readonly READ: 15;
  readonly WRITE: 16;
  readonly STATFS: 17;
  readonly RELEASE: 18;
  readonly SETXATTR: 21;
  readonly GETXATTR: 22;
  readonly LISTXATTR: 23;
  readonly REMOVEXATTR: 24;
  readonly INIT: 26;
  readonly OPENDIR: 27;
  readonly READDIR: 28;
  readonly RELEASEDIR: 29;
  readonly CREATE: 35;
  readonly INTERRUPT: 36;
  readonly DESTROY: 38;
  readonly BATCH_FORGET: 42;
  readonly FALLOCATE: 43;
  readonly READDIRPLUS: 44;
  readonly RENAME2: 45;
} = {
  LOOKUP: 1,
  FORGET: 2,
  GETATTR: 3,
  SETATTR: 4,
  READLINK: 5,
  SYMLINK: 6,
  MKNOD: 8,
  MKDIR: 9,
  UNLINK: 10,
  RMDIR: 11,
  RENAME: 12,
  LINK: 13,
  OPEN: 14,
  READ: 15,
  WRITE: 16,
  STATFS: 17,
  RELEASE: 18,
  SETXATTR: 21,
  GETXATTR: 22,
  LISTXATTR: 23,
  REMOVEXATTR: 24,
  INIT: 26,
  OPENDIR: 27,
  READDIR: 28,
  RELEASEDIR: 29,
  CREATE: 35,
  INTERRUPT: 36,
  DESTROY: 38,
  BATCH_FORGET: 42,
  FALLOCATE: 43,
  READDIRPLUS: 44,
  RENAME2: 45,
};

/** Requests that would change something. */
export const CHANGES: ReadonlySet<number> = new Set<number>([
  Opcode.SETATTR,
  Opcode.SYMLINK,
  Opcode.MKNOD,
  Opcode.MKDIR,
  Opcode.UNLINK,
  Opcode.RMDIR,
  Opcode.RENAME,
  Opcode.RENAME2,
  Opcode.LINK,
  Opcode.WRITE,
  Opcode.SETXATTR,
  Opcode.REMOVEXATTR,
  Opcode.CREATE,
  Opcode.FALLOCATE,
]);

/** Flags of INIT. */
const ASYNC_READ = 1 << 0;
const DO_READDIRPLUS = 1 << 13;
const READDIRPLUS_AUTO = 1 << 14;
const PARALLEL_DIROPS = 1 << 18;
const MAX_PAGES = 1 << 22;
const CACHE_SYMLINKS = 1 << 23;
/** A folder need not be opened: one question less each. Linux before 5.1 cannot do without. */
export const NO_OPENDIR_SUPPORT: number = 1 << 24;

/** What we ask for; the kernel offers what it can do. */
export const WANTED_FLAGS: number =
  ASYNC_READ | DO_READDIRPLUS | READDIRPLUS_AUTO | PARALLEL_DIROPS | MAX_PAGES | CACHE_SYMLINKS | NO_OPENDIR_SUPPORT;

/** Flag of OPEN: what the kernel has of the file's content stays good. */
export const FOPEN_KEEP_CACHE: number = 1 << 1;

/** Sizes of structures, bytes. */
export const IN_HEADER_SIZE = 40;
export const OUT_HEADER_SIZE = 16;
export const ATTR_SIZE = 88;
export const ENTRY_SIZE: number = 40 + ATTR_SIZE;
export const DIRENT_SIZE = 24;
