import type { Item } from "@coffer/format/archive";
import { bytesToText, textToBytes } from "@coffer/format/bytes";
import { constants } from "node:os";
import { accounts, aclFromText, cString, isSymlink, OSError, platform } from "../../platform/index.ts";
import type { CString } from "../../platform/index.ts";
import type { Place } from "./parent-folders.ts";

const { E2BIG, EINVAL, ENOSPC, ENOTSUP } = constants.errno;

/** Which metadata is given back. Everything off: Borg's default. */
export interface RestoreOptions {
  /** Owners and ACLs by number, not by name. */
  readonly numericIds?: boolean;
  readonly noflags?: boolean;
  readonly noacls?: boolean;
  readonly noxattrs?: boolean;
}

const ACL_ACCESS = cString(Buffer.from("system.posix_acl_access"));
const ACL_DEFAULT = cString(Buffer.from("system.posix_acl_default"));

/**
 * Gives a restored file its metadata back, in the order that makes each step last: owner (clears setuid and capabilities),
 * mode, ACLs, extended attributes (capabilities among them), times, flags (immutable among them).
 *
 * An owner, time or flag that the system refuses is passed over, as in Borg.
 *
 * @param target An open file, or a place. A place that is no symlink must not be able to become one.
 * @param warn Gets a line for each extended attribute that could not be set.
 * @throws {OSError} If mode or ACLs are refused; what comes after them is not done then.
 */
export function restoreAttributes(
  target: number | Place,
  item: Item,
  options: RestoreOptions,
  warn: (message: string) => void,
): void {
  const isLink = isSymlink(item.mode);
  ignoringRefusal(() => restoreOwner(target, item, options.numericIds === true));
  if (!isLink) restoreMode(target, item.mode);
  if (!isLink && options.noacls !== true) restoreAcls(target, item, options.numericIds === true);
  if (options.noxattrs !== true && item.xattrs !== undefined) restoreXattrs(target, item.xattrs, warn);
  ignoringRefusal(() => restoreTimes(target, item));
  const { bsdflags } = item;
  if (!isLink && options.noflags !== true && bsdflags !== undefined) {
    ignoringRefusal(() => restoreFlags(target, bsdflags));
  }
}

function restoreOwner(target: number | Place, item: Item, numericIds: boolean): void {
  const { uid, gid } = ownerOf(item, numericIds);
  if (typeof target === "number") platform().fchown(target, uid, gid);
  else platform().chown(target.dir, target.name, uid, gid);
}

/** Whom a restored item belongs to: by name, where this machine knows the name, else by number. */
export function ownerOf(item: Item, numericIds: boolean): { readonly uid: number; readonly gid: number } {
  return {
    uid: (numericIds || item.user === null ? undefined : accounts.userId(item.user)) ?? Math.max(item.uid, 0),
    gid: (numericIds || item.group === null ? undefined : accounts.groupId(item.group)) ?? Math.max(item.gid, 0),
  };
}

function restoreMode(target: number | Place, mode: number): void {
  if (typeof target === "number") platform().fchmod(target, mode);
  else platform().chmod(target.dir, target.name, mode);
}

function restoreAcls(target: number | Place, item: Item, numericIds: boolean): void {
  if (item.acl_access !== undefined) restoreAcl(target, ACL_ACCESS, item.acl_access, numericIds);
  if (item.acl_default !== undefined) restoreAcl(target, ACL_DEFAULT, item.acl_default, numericIds);
}

function restoreAcl(target: number | Place, attribute: CString, text: Uint8Array, numericIds: boolean): void {
  const acl = aclFromText(bytesToText(text), accounts, numericIds);
  if (acl === undefined) throw new OSError(EINVAL);
  try {
    setXattr(target, attribute, acl);
  } catch (error) {
    if (!(error instanceof OSError) || error.errno !== ENOTSUP) throw error;
  }
}

function restoreXattrs(
  target: number | Place,
  xattrs: ReadonlyMap<string, Uint8Array | null>,
  warn: (message: string) => void,
): void {
  for (const [name, value] of xattrs) {
    const bytes = value ?? new Uint8Array(0);
    try {
      setXattr(target, cString(textToBytes(name)), bytes);
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
      warn(`when setting extended attribute ${name}: ${xattrTrouble(error, bytes.length)}`);
    }
  }
}

function xattrTrouble(error: OSError, length: number): string {
  if (error.errno === E2BIG) return `too big for this filesystem (${error.message})`;
  if (error.errno === ENOSPC) return `fs full or xattr too big? [xattr len = ${length}] (${error.message})`;
  return error.message;
}

function setXattr(target: number | Place, attribute: CString, value: Uint8Array): void {
  if (typeof target === "number") platform().setFileXattr(target, attribute, value);
  else platform().setXattr(target.dir, target.name, attribute, value);
}

function restoreTimes(target: number | Place, item: Item): void {
  const times = { atime: item.atime ?? item.mtime, mtime: item.mtime };
  if (typeof target === "number") platform().setFileTimes(target, times);
  else platform().setTimes(target.dir, target.name, times);
}

function restoreFlags(target: number | Place, bsdflags: number): void {
  if (typeof target === "number") platform().setFileInodeFlags(target, bsdflags);
  else platform().setInodeFlags(target.dir, target.name, bsdflags);
}

function ignoringRefusal(call: () => void): void {
  try {
    call();
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
  }
}
