import type { Item } from "@coffer/format/archive";
import { bytesToText, equalBytes, textToBytes } from "@coffer/format/bytes";
import { accounts, aclFromText, cString, fileType, isMinimalAcl, isSymlink, platform } from "../../platform/index.ts";
import type { CString, FileStat } from "../../platform/index.ts";
import { ownerOf } from "../restore/index.ts";
import type { Place } from "../restore/index.ts";
import type { Mismatch } from "./mismatch.ts";

const PERMISSIONS = 0o7777;
/** What a user that is not root may be refused: to set the ids of a file that a group of others owns. */
const SETTING_IDS = 0o6000;
const ACLS = [
  ["acl_access", cString(Buffer.from("system.posix_acl_access"))],
  ["acl_default", cString(Buffer.from("system.posix_acl_default"))],
] as const;
const NOTHING = new Uint8Array(0);

type Difference = Pick<Mismatch, "kind" | "detail">;

/**
 * In what the metadata of a restored file differ from its item. What only root could have restored is not asked of others: owners, and
 * attributes outside of `user.`.
 *
 * @throws {OSError} If it cannot be looked at.
 */
export function metadataDifferences(item: Item, stat: FileStat, place: Place, numericIds: boolean): Difference[] {
  const found: Difference[] = [];
  const note = (kind: Difference["kind"], detail: string): void => void found.push({ kind, detail });
  const isRoot = platform().euid === 0;
  const isLink = isSymlink(item.mode);
  const asked = isRoot ? PERMISSIONS : PERMISSIONS & ~SETTING_IDS;
  if (!isLink && (stat.mode & asked) !== (item.mode & asked)) {
    note("mode", `${octal(item.mode)} in the archive, ${octal(stat.mode)} restored`);
  }
  const { uid, gid } = ownerOf(item, numericIds);
  if (isRoot && (stat.uid !== uid || stat.gid !== gid)) {
    note("owner", `${uid}:${gid} in the archive, ${stat.uid}:${stat.gid} restored`);
  }
  if (stat.mtime !== item.mtime) note("mtime", `${item.mtime} ns in the archive, ${stat.mtime} ns restored`);
  if (item.rdev !== undefined && stat.rdev !== item.rdev) note("device", `${item.rdev} in the archive, ${stat.rdev}`);
  if (isLink && item.source !== undefined) {
    const target = bytesToText(platform().readLink(place.dir, place.name));
    if (target !== item.source) note("symlink target", `${item.source} in the archive, ${target} restored`);
  }
  const attributes = wrongAttributes(item, place, isRoot);
  if (attributes.length > 0) note("extended attributes", attributes.join(", "));
  if (!isLink && hasWrongAcl(item, place, numericIds)) note("access control list", "");
  return found;
}

export function typeDifference(item: Item, stat: FileStat): Difference | undefined {
  const [archived, there] = [fileType(item.mode), fileType(stat.mode)];
  if (archived === there) return undefined;
  return { kind: "type", detail: `${archived.toString(8)} in the archive, ${there.toString(8)} restored` };
}

function octal(mode: number): string {
  return (mode & PERMISSIONS).toString(8).padStart(4, "0");
}

function wrongAttributes({ xattrs = new Map() }: Item, place: Place, isRoot: boolean): string[] {
  return [...xattrs]
    .filter(([name]) => isRoot || name.startsWith("user."))
    .filter(([name, value]) => {
      const there = attributeOf(place, cString(textToBytes(name)));
      return there === undefined || !equalBytes(there, value ?? NOTHING);
    })
    .map(([name]) => name);
}

function hasWrongAcl(item: Item, place: Place, numericIds: boolean): boolean {
  return ACLS.some(([field, attribute]) => {
    const text = item[field];
    const wanted = text === undefined ? undefined : aclFromText(bytesToText(text), accounts, numericIds);
    return !equalBytes(essential(wanted), essential(attributeOf(place, attribute)));
  });
}

/** What an ACL says beyond the mode. */
function essential(acl: Uint8Array | undefined): Uint8Array {
  return acl === undefined || isMinimalAcl(acl) ? NOTHING : acl;
}

function attributeOf({ dir, name }: Place, attribute: CString): Uint8Array | undefined {
  return platform().getXattr(dir, name, attribute);
}
