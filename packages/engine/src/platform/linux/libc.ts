import { createRequire } from "node:module";
import type * as KoffiModule from "koffi";

type Bytes = Uint8Array | null;

/** The calls we make, typed. Each returns what C returns; after -1 {@link Libc.errno} says why. */
export interface Libc {
  errno(): number;
  strerror(errno: number): string;
  statx(dir: number, path: Bytes, flags: number, mask: number, buffer: Bytes): number;
  getdents64(fd: number, buffer: Bytes, size: number): number;
  openat(dir: number, path: Bytes, flags: number, mode: number): number;
  close(fd: number): number;
  ioctl(fd: number, request: number, argument: Bytes): number;
  lseek(fd: number, offset: number, whence: number): number | bigint;
  readlinkat(dir: number, path: Bytes, buffer: Bytes, size: number): number;
  llistxattr(path: Bytes, list: Bytes, size: number): number;
  flistxattr(fd: number, list: Bytes, size: number): number;
  lgetxattr(path: Bytes, name: Bytes, value: Bytes, size: number): number;
  fgetxattr(fd: number, name: Bytes, value: Bytes, size: number): number;
  lsetxattr(path: Bytes, name: Bytes, value: Bytes, size: number, flags: number): number;
  fsetxattr(fd: number, name: Bytes, value: Bytes, size: number, flags: number): number;
  lremovexattr(path: Bytes, name: Bytes): number;
  fremovexattr(fd: number, name: Bytes): number;
  mkdirat(dir: number, path: Bytes, mode: number): number;
  mknodat(dir: number, path: Bytes, mode: number, device: number): number;
  symlinkat(target: Bytes, dir: number, path: Bytes): number;
  linkat(fromDir: number, from: Bytes, toDir: number, to: Bytes, flags: number): number;
  unlinkat(dir: number, path: Bytes, flags: number): number;
  fchown(fd: number, uid: number, gid: number): number;
  fchownat(dir: number, path: Bytes, uid: number, gid: number, flags: number): number;
  fchmod(fd: number, mode: number): number;
  fchmodat(dir: number, path: Bytes, mode: number, flags: number): number;
  futimens(fd: number, times: Bytes): number;
  utimensat(dir: number, path: Bytes, times: Bytes, flags: number): number;
  /** Name of an account as bytes, or `undefined`. */
  userName(uid: number): Uint8Array | undefined;
  groupName(gid: number): Uint8Array | undefined;
  userId(name: Bytes): number | undefined;
  groupId(name: Bytes): number | undefined;
}

let loaded: Libc | undefined;

/** The C library of this process, opened at the first call (about 10 ms) and kept. */
export function libc(): Libc {
  loaded ??= load();
  return loaded;
}

type Koffi = typeof KoffiModule;
type Call = (...values: unknown[]) => unknown;

const PROTOTYPES = [
  "int statx(int dir, void *path, int flags, uint32 mask, void *buffer)",
  "int64 getdents64(int fd, void *buffer, size_t size)",
  "int openat(int dir, void *path, int flags, uint32 mode)",
  "int close(int fd)",
  "int ioctl(int fd, uint64 request, void *argument)",
  "int64 lseek(int fd, int64 offset, int whence)",
  "int64 readlinkat(int dir, void *path, void *buffer, size_t size)",
  "int64 llistxattr(void *path, void *list, size_t size)",
  "int64 flistxattr(int fd, void *list, size_t size)",
  "int64 lgetxattr(void *path, void *name, void *value, size_t size)",
  "int64 fgetxattr(int fd, void *name, void *value, size_t size)",
  "int lsetxattr(void *path, void *name, void *value, size_t size, int flags)",
  "int fsetxattr(int fd, void *name, void *value, size_t size, int flags)",
  "int lremovexattr(void *path, void *name)",
  "int fremovexattr(int fd, void *name)",
  "int mkdirat(int dir, void *path, uint32 mode)",
  "int mknodat(int dir, void *path, uint32 mode, uint64 device)",
  "int symlinkat(void *target, int dir, void *path)",
  "int linkat(int fromDir, void *from, int toDir, void *to, int flags)",
  "int unlinkat(int dir, void *path, int flags)",
  "int fchown(int fd, uint32 uid, uint32 gid)",
  "int fchownat(int dir, void *path, uint32 uid, uint32 gid, int flags)",
  "int fchmod(int fd, uint32 mode)",
  "int fchmodat(int dir, void *path, uint32 mode, int flags)",
  "int futimens(int fd, void *times)",
  "int utimensat(int dir, void *path, void *times, int flags)",
] as const;

function load(): Libc {
  const koffi = createRequire(import.meta.url)("koffi") as Koffi;
  const library = koffi.load(null);
  const calls: Record<string, unknown> = {
    errno: () => koffi.errno(),
    strerror: library.func("const char *strerror(int errno)"),
  };
  for (const prototype of PROTOTYPES) {
    const name = /(\w+)\(/.exec(prototype)?.[1] ?? "";
    calls[name] = library.func(prototype);
  }
  return { ...(calls as unknown as Libc), ...accounts(koffi, library) };
}

/** Lookups through the name service switch, so that LDAP, winbind and kin are seen as Borg sees them. */
function accounts(
  koffi: Koffi,
  library: ReturnType<Koffi["load"]>,
): Pick<Libc, "userName" | "groupName" | "userId" | "groupId"> {
  // `struct passwd` and `struct group` begin alike, and uid and gid of an account sit at the same place
  const record = koffi.struct({ name: "void *", password: "void *", id: "uint32" });
  const strlen = library.func("size_t strlen(void *text)") as Call;
  const [byUid, byGid, byUserName, byGroupName] = [
    library.func("void *getpwuid(uint32 uid)"),
    library.func("void *getgrgid(uint32 gid)"),
    library.func("void *getpwnam(void *name)"),
    library.func("void *getgrnam(void *name)"),
  ] as unknown as [Call, Call, Call, Call];
  const decode = (pointer: unknown): { name: unknown; id: number } | undefined =>
    pointer === null ? undefined : (koffi.decode(pointer, record) as { name: unknown; id: number });
  const nameOf = (pointer: unknown): Uint8Array | undefined => {
    const found = decode(pointer);
    if (found === undefined) return undefined;
    // copied: the C library reuses its buffer at the next lookup
    return Uint8Array.from(new Uint8Array(koffi.view(found.name, Number(strlen(found.name)))));
  };
  return {
    userName: (uid) => nameOf(byUid(uid)),
    groupName: (gid) => nameOf(byGid(gid)),
    userId: (name) => decode(byUserName(name))?.id,
    groupId: (name) => decode(byGroupName(name))?.id,
  };
}
