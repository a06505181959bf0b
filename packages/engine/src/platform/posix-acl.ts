/**
 * POSIX ACLs: the kernel's binary form, and Borg's text with numeric ids behind the names.
 *
 * Binary: u32 version 2, then entries of u16 tag, u16 permissions, u32 id, little-endian, sorted by tag and id.
 * See docs/formats/items.md, "ACLs".
 */
import { bytesToText, textToBytes } from "@coffer/format/bytes";

/** The account lookups that ACL texts need; see `Accounts`. */
export interface AccountLookup {
  userName(uid: number): string | undefined;
  groupName(gid: number): string | undefined;
  userId(name: string): number | undefined;
  groupId(name: string): number | undefined;
}

interface AclEntry {
  readonly tag: number;
  /** Bits 4 read, 2 write, 1 execute. */
  readonly permissions: number;
  readonly id: number;
}

const VERSION = 2;
const HEADER_SIZE = 4;
const ENTRY_SIZE = 8;
const NO_ID = 0xffffffff;

const USER_OBJ = 0x01;
const USER = 0x02;
const GROUP_OBJ = 0x04;
const GROUP = 0x08;
const MASK = 0x10;
const OTHER = 0x20;

const TAG_WORDS: Readonly<Record<number, string>> = {
  [USER_OBJ]: "user",
  [USER]: "user",
  [GROUP_OBJ]: "group",
  [GROUP]: "group",
  [MASK]: "mask",
  [OTHER]: "other",
};

/** The ACL says no more than the mode does: Borg stores none then. */
export function isMinimalAcl(acl: Uint8Array): boolean {
  return acl.length <= HEADER_SIZE + 3 * ENTRY_SIZE;
}

/** Text of the ACL that a mode alone stands for. */
export function aclTextOfMode(mode: number): string {
  const [user, group, other] = [(mode >> 6) & 7, (mode >> 3) & 7, mode & 7];
  return `user::${permissionText(user)}\ngroup::${permissionText(group)}\nother::${permissionText(other)}`;
}

/**
 * Borg's text of a binary ACL: lines without a final newline.
 *
 * Where the mask takes something away from an entry, its permissions are followed by a TAB, as Borg writes it.
 *
 * @returns `undefined` if the bytes are no ACL of version 2.
 */
export function aclToText(acl: Uint8Array, lookup: AccountLookup, numericIds: boolean): string | undefined {
  const entries = decodeAcl(acl);
  if (entries === undefined) return undefined;
  const mask = entries.find((entry) => entry.tag === MASK)?.permissions ?? 7;
  return entries.map((entry) => entryText(entry, mask, lookup, numericIds)).join("\n");
}

/**
 * Binary form of Borg's text.
 *
 * Named accounts are resolved by name where `numericIds` is false and this machine knows the name, else by the stored
 * number. Unreadable text gives `undefined`. An empty text gives an ACL without entries: the kernel takes it as "remove".
 */
export function aclFromText(text: string, lookup: AccountLookup, numericIds: boolean): Uint8Array | undefined {
  const entries: AclEntry[] = [];
  for (const line of text.split("\n")) {
    const clean = line.replace(/#.*$/, "").trim();
    if (clean === "") continue;
    const entry = parseEntry(clean, lookup, numericIds);
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  return encodeAcl(entries.sort((a, b) => a.tag - b.tag || a.id - b.id));
}

function decodeAcl(acl: Uint8Array): AclEntry[] | undefined {
  const view = new DataView(acl.buffer, acl.byteOffset, acl.byteLength);
  if (acl.length < HEADER_SIZE || (acl.length - HEADER_SIZE) % ENTRY_SIZE !== 0) return undefined;
  if (view.getUint32(0, true) !== VERSION) return undefined;
  const entries: AclEntry[] = [];
  for (let at = HEADER_SIZE; at < acl.length; at += ENTRY_SIZE) {
    const tag = view.getUint16(at, true);
    if (TAG_WORDS[tag] === undefined) return undefined;
    entries.push({ tag, permissions: view.getUint16(at + 2, true), id: view.getUint32(at + 4, true) });
  }
  return entries;
}

function encodeAcl(entries: readonly AclEntry[]): Uint8Array {
  const acl = new Uint8Array(HEADER_SIZE + entries.length * ENTRY_SIZE);
  const view = new DataView(acl.buffer);
  view.setUint32(0, VERSION, true);
  for (const [index, entry] of entries.entries()) {
    const at = HEADER_SIZE + index * ENTRY_SIZE;
    view.setUint16(at, entry.tag, true);
    view.setUint16(at + 2, entry.permissions, true);
    view.setUint32(at + 4, entry.id, true);
  }
  return acl;
}

function entryText(entry: AclEntry, mask: number, lookup: AccountLookup, numericIds: boolean): string {
  const { tag, permissions, id } = entry;
  const isMasked = (tag & (USER | GROUP_OBJ | GROUP)) !== 0 && (permissions & ~mask) !== 0;
  const shown = `${permissionText(permissions)}${isMasked ? "\t" : ""}`;
  if (tag !== USER && tag !== GROUP) return `${TAG_WORDS[tag] ?? ""}::${shown}`;
  const name = tag === USER ? lookup.userName(id) : lookup.groupName(id);
  const account = numericIds || name === undefined ? String(id) : quoted(name);
  return `${TAG_WORDS[tag] ?? ""}:${account}:${shown}:${id}`;
}

function permissionText(permissions: number): string {
  return `${permissions & 4 ? "r" : "-"}${permissions & 2 ? "w" : "-"}${permissions & 1 ? "x" : "-"}`;
}

/** The C library writes bytes that would break the text as backslash and three octal digits. */
function quoted(name: string): string {
  let shown = "";
  for (const byte of textToBytes(name)) {
    const isSpecial = byte === 0x5c || byte === 0x3a || byte === 0x2c || byte <= 0x20 || byte === 0x23;
    shown += isSpecial ? `\\${byte.toString(8).padStart(3, "0")}` : String.fromCharCode(byte);
  }
  return bytesToText(Uint8Array.from(shown, (character) => character.charCodeAt(0)));
}

function unquoted(name: string): string {
  if (!name.includes("\\")) return name;
  const bytes = textToBytes(name);
  const plain: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    const digits = String.fromCharCode(...bytes.subarray(i + 1, i + 4));
    if (bytes[i] === 0x5c && /^[0-3][0-7]{2}$/.test(digits)) {
      plain.push(Number.parseInt(digits, 8));
      i += 3;
    } else plain.push(bytes[i] ?? 0);
  }
  return bytesToText(Uint8Array.from(plain));
}

const TAGS_BY_WORD: Readonly<Record<string, readonly [plain: number, named: number]>> = {
  user: [USER_OBJ, USER],
  u: [USER_OBJ, USER],
  group: [GROUP_OBJ, GROUP],
  g: [GROUP_OBJ, GROUP],
  mask: [MASK, MASK],
  m: [MASK, MASK],
  other: [OTHER, OTHER],
  o: [OTHER, OTHER],
};

function parseEntry(line: string, lookup: AccountLookup, numericIds: boolean): AclEntry | undefined {
  const fields = line.split(":").map((field) => field.trim());
  const tags = Object.hasOwn(TAGS_BY_WORD, fields[0] ?? "") ? TAGS_BY_WORD[fields[0] ?? ""] : undefined;
  const account = fields[1] ?? "";
  const permissions = parsePermissions(fields[2]);
  if (tags === undefined || permissions === undefined) return undefined;
  if (account === "") return { tag: tags[0], permissions, id: NO_ID };
  if (tags[0] === tags[1]) return undefined;
  const isUser = tags[1] === USER;
  const byName = numericIds ? undefined : isUser ? lookup.userId(unquoted(account)) : lookup.groupId(unquoted(account));
  const id = byName ?? parseId(fields[3]) ?? parseId(account);
  return id === undefined ? undefined : { tag: tags[1], permissions, id };
}

function parseId(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const id = Number(text);
  return id < NO_ID ? id : undefined;
}

function parsePermissions(text: string | undefined): number | undefined {
  if (text === undefined || !/^[rwxX-]{0,4}$/.test(text)) return undefined;
  return (text.includes("r") ? 4 : 0) | (text.includes("w") ? 2 : 0) | (/x/i.test(text) ? 1 : 0);
}
