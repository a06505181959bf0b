import { safeNs } from "@coffer/format/archive";
import type { Item } from "@coffer/format/archive";
import { bytesToText, textToBytes } from "@coffer/format/bytes";
import {
  accounts,
  aclTextOfMode,
  aclToText,
  cString,
  cStringBytes,
  isDirectory,
  isMinimalAcl,
  isSymlink,
  OSError,
  platform,
} from "../../platform/index.ts";
import type { CString, Directory, FileStat } from "../../platform/index.ts";
import { duringFileAccess } from "./file-error.ts";

/** Which metadata goes into the archive. Everything off: Borg's default. */
export interface MetadataOptions {
  /** Numbers only, no names of users and groups. */
  readonly numericIds?: boolean;
  readonly atime?: boolean;
  readonly noctime?: boolean;
  readonly nobirthtime?: boolean;
  readonly noflags?: boolean;
  readonly noacls?: boolean;
  readonly noxattrs?: boolean;
}

const ACL_PREFIX = Buffer.from("system.posix_acl_");
const ACL_ACCESS = cString(Buffer.from("system.posix_acl_access"));
const ACL_DEFAULT = cString(Buffer.from("system.posix_acl_default"));

/** Turns what the operating system tells about a file into the fields of an item. */
export class MetadataCollector {
  readonly #options: MetadataOptions;
  readonly #log: (message: string) => void;

  /** @param log Gets a line for each extended attribute that could not be read; the file is stored without it. */
  constructor(options: MetadataOptions, log: (message: string) => void) {
    this.#options = options;
    this.#log = log;
  }

  /** A new item with everything that `stat` knows. */
  itemOf(path: string, stat: FileStat): Item {
    const item: Item = { path, mode: stat.mode, uid: 0, gid: 0, user: null, group: null, mtime: 0n };
    this.update(item, stat);
    return item;
  }

  /** Sets mode, owner and times once more, from a newer look at the same file. */
  update(item: Item, stat: FileStat): void {
    const { numericIds, atime, noctime, nobirthtime } = this.#options;
    item.mode = stat.mode;
    item.uid = stat.uid;
    item.gid = stat.gid;
    item.user = numericIds === true ? null : (accounts.userName(stat.uid) ?? null);
    item.group = numericIds === true ? null : (accounts.groupName(stat.gid) ?? null);
    item.mtime = safeNs(stat.mtime);
    if (atime === true) item.atime = safeNs(stat.atime);
    if (noctime !== true) item.ctime = safeNs(stat.ctime);
    if (nobirthtime !== true && stat.birthtime !== undefined) item.birthtime = safeNs(stat.birthtime);
  }

  /**
   * Adds flags, extended attributes and ACLs, of the file by that name (never of what a symlink points to).
   *
   * @throws {FileError} If the system refuses; the item may have some of them then.
   */
  addExtended(item: Item, stat: FileStat, dir: Directory, name: CString): void {
    const { noflags, noacls, noxattrs } = this.#options;
    if (noflags !== true) {
      const flags = stat.bsdflags ?? platform().inodeFlags(dir, name, stat);
      if (flags !== 0) item.bsdflags = flags;
    }
    if (noxattrs === true && noacls === true) return;
    const names = duringFileAccess("extended stat (xattrs)", () => platform().listXattrs(dir, name));
    if (names.length === 0) return;
    if (noxattrs !== true) this.#addXattrs(item, names, dir, name);
    if (noacls !== true && !isSymlink(stat.mode)) this.#addAcls(item, stat, names, dir, name);
  }

  #addXattrs(item: Item, names: readonly CString[], dir: Directory, name: CString): void {
    const xattrs = new Map<string, Uint8Array | null>();
    for (const attribute of names) {
      if (attribute.subarray(0, ACL_PREFIX.length).equals(ACL_PREFIX)) continue;
      const text = bytesToText(cStringBytes(attribute));
      const value = this.#readXattr(text, attribute, dir, name);
      if (value !== undefined) xattrs.set(text, value.length === 0 ? null : value);
    }
    if (xattrs.size > 0) item.xattrs = xattrs;
  }

  #readXattr(text: string, attribute: CString, dir: Directory, name: CString): Uint8Array | undefined {
    try {
      return platform().getXattr(dir, name, attribute);
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
      this.#log(`when getting extended attribute ${text}: ${error.message}`);
      return undefined;
    }
  }

  /** Both ACLs, if one of them says more than the mode does; folders then always have a default ACL, maybe an empty one. */
  #addAcls(item: Item, stat: FileStat, names: readonly CString[], dir: Directory, name: CString): void {
    const read = (attribute: CString): Uint8Array | undefined =>
      names.some((known) => known.equals(attribute))
        ? duringFileAccess("extended stat (ACLs)", () => platform().getXattr(dir, name, attribute))
        : undefined;
    const access = read(ACL_ACCESS);
    const defaults = isDirectory(stat.mode) ? read(ACL_DEFAULT) : undefined;
    const isExtended = (access !== undefined && !isMinimalAcl(access)) || defaults !== undefined;
    if (!isExtended) return;
    item.acl_access = textToBytes(this.#aclText(access) ?? aclTextOfMode(stat.mode));
    if (isDirectory(stat.mode)) item.acl_default = textToBytes(this.#aclText(defaults) ?? "");
  }

  #aclText(acl: Uint8Array | undefined): string | undefined {
    return acl === undefined ? undefined : aclToText(acl, accounts, this.#options.numericIds === true);
  }
}
