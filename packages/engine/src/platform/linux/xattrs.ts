import { cStringBytes } from "../c-string.ts";
import type { CString } from "../c-string.ts";
import { OSError } from "../os-error.ts";
import type { Directory } from "../platform.ts";
import { EINVAL, ENODATA, EOPNOTSUPP, EPERM, ERANGE } from "./errno.ts";
import { fail } from "./fail.ts";
import { fullPath } from "./full-path.ts";
import { libc } from "./libc.ts";

/** The kernel's own limits are 64 KiB for both a list of names and a value. */
const buffer = Buffer.alloc(0x10001);
/** Room that is enough for most lists: the kernel takes as much memory as it is offered, 0.25 µs for 64 KiB. */
const LIST_ROOM = 1024;
const NONE: readonly CString[] = [];

export function listXattrs(dir: Directory, name: CString): CString[] {
  const path = fullPath(dir, name);
  let length = libc().llistxattr(path, buffer, LIST_ROOM);
  if (length === 0) return NONE as CString[];
  if (length < 0 && libc().errno() === ERANGE) length = libc().llistxattr(path, buffer, buffer.length);
  if (length < 0) return listFailed(name);
  const list = Buffer.from(buffer.subarray(0, length));
  const names: CString[] = [];
  for (let at = 0; at < length;) {
    const end = list.indexOf(0, at);
    names.push(list.subarray(at, end + 1));
    at = end + 1;
  }
  return names;
}

/** No support and no permission are no trouble, as in Borg. */
function listFailed(name: CString): CString[] {
  const errno = libc().errno();
  if (errno === EOPNOTSUPP || errno === EPERM) return NONE as CString[];
  return fail(name);
}

export function getXattr(dir: Directory, name: CString, attribute: CString): Uint8Array | undefined {
  const path = fullPath(dir, name);
  let target = buffer;
  for (;;) {
    const length = libc().lgetxattr(path, attribute, target, target.length);
    if (length >= 0) return Uint8Array.prototype.slice.call(target, 0, length);
    const errno = libc().errno();
    if (errno === ENODATA) return undefined;
    if (errno !== ERANGE || target.length >= VALUE_MAX) throw new OSError(errno, cStringBytes(name));
    target = Buffer.alloc(target.length * 16);
  }
}

/** Borg's own bound. */
const VALUE_MAX = 2 ** 24;

export function setXattr(dir: Directory, name: CString, attribute: CString, value: Uint8Array): void {
  if (libc().lsetxattr(fullPath(dir, name), attribute, value, value.length, 0) < 0) setFailed(cStringBytes(name));
}

export function setFileXattr(fd: number, attribute: CString, value: Uint8Array): void {
  if (libc().fsetxattr(fd, attribute, value, value.length, 0) < 0) setFailed(fd);
}

function setFailed(filename: Uint8Array | number): never {
  throw new OSError(libc().errno() || EINVAL, filename);
}
