import { compareText, MsgpackWriter } from "../bytes/index.ts";
import { writeBigIntField } from "./bigint-field.ts";
import { ITEM_KEYS } from "./item.ts";
import type { Item, ItemChunk, ItemKey } from "./item.ts";

/**
 * Appends an item in Borg's form: a map with sorted keys.
 *
 * @throws {RangeError} If a field is not what its type says (a fraction, a text with a foreign lone surrogate). The writer
 *   then holds a piece of an item: give it up or reset it.
 * @see docs/formats/items.md
 */
export function encodeItem(item: Item, writer: MsgpackWriter): void {
  if (item.unknown !== undefined && item.unknown.size > 0) {
    encodeWithUnknownKeys(item, item.unknown, writer);
    return;
  }
  const fields = fieldsOf(item);
  writer.writeMapHeader(countOf(fields));
  for (let index = 0; index < ITEM_KEYS.length; index++) {
    if ((fields & (1 << index)) === 0) continue;
    writer.writePacked(PACKED_KEYS[index]!);
    encodeField(item, ITEM_KEYS[index]!, writer);
  }
}

/**
 * Appends an item of a regular file whose chunks are not known yet: all but the list itself, as if it were there.
 *
 * @returns Where in the written bytes the list belongs, see {@link encodeChunks}; counted from where the item begins.
 * @throws {RangeError} As {@link encodeItem}.
 */
export function encodeItemAroundChunks(item: Item, writer: MsgpackWriter): number {
  const start = writer.length;
  let place = start;
  const fields = fieldsOf(item) | (1 << CHUNKS);
  writer.writeMapHeader(countOf(fields));
  for (let index = 0; index < ITEM_KEYS.length; index++) {
    if ((fields & (1 << index)) === 0) continue;
    writer.writePacked(PACKED_KEYS[index]!);
    if (index === CHUNKS) place = writer.length;
    else encodeField(item, ITEM_KEYS[index]!, writer);
  }
  return place - start;
}

/** Packed names, so that the hot path copies 4 to 16 bytes and converts nothing. */
const PACKED_KEYS: readonly Uint8Array[] = ITEM_KEYS.map((key) => {
  const writer = new MsgpackWriter();
  writer.writeText(key);
  return writer.toBytes();
});

const CHUNKS = ITEM_KEYS.indexOf("chunks");

/*
 * Here and in encodeField every field is named: looked up by a variable name, the fields of 50,000 items take as long as all else that
 * is done with them on the way into the item stream.
 */

/** Which fields an item has: a bit for each of ITEM_KEYS, in their order. */
function fieldsOf(item: Item): number {
  return (
    bit(item.acl_access, 0) |
    bit(item.acl_default, 1) |
    bit(item.acl_extended, 2) |
    bit(item.acl_nfs4, 3) |
    bit(item.atime, 4) |
    bit(item.birthtime, 5) |
    bit(item.bsdflags, 6) |
    bit(item.chunks, 7) |
    bit(item.chunks_healthy, 8) |
    bit(item.ctime, 9) |
    bit(item.gid, 10) |
    bit(item.group, 11) |
    bit(item.hardlink_master, 12) |
    bit(item.mode, 13) |
    bit(item.mtime, 14) |
    bit(item.part, 15) |
    bit(item.path, 16) |
    bit(item.rdev, 17) |
    bit(item.size, 18) |
    bit(item.source, 19) |
    bit(item.uid, 20) |
    bit(item.user, 21) |
    bit(item.xattrs, 22)
  );
}

function bit(value: unknown, index: number): number {
  return value === undefined ? 0 : 1 << index;
}

function countOf(fields: number): number {
  let count = 0;
  for (let rest = fields; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** Appends the value of a field that the item has. */
function encodeField(item: Item, key: ItemKey, writer: MsgpackWriter): void {
  switch (key) {
    case "acl_access":
      return writer.writeRaw(item.acl_access ?? NOTHING);
    case "acl_default":
      return writer.writeRaw(item.acl_default ?? NOTHING);
    case "acl_extended":
      return writer.writeRaw(item.acl_extended ?? NOTHING);
    case "acl_nfs4":
      return writer.writeRaw(item.acl_nfs4 ?? NOTHING);
    case "atime":
      return writeBigIntField(writer, item.atime ?? 0n);
    case "birthtime":
      return writeBigIntField(writer, item.birthtime ?? 0n);
    case "bsdflags":
      return writer.writeInt(item.bsdflags ?? 0);
    case "chunks":
      return encodeChunks(item.chunks ?? [], writer);
    case "chunks_healthy":
      return encodeChunks(item.chunks_healthy ?? [], writer);
    case "ctime":
      return writeBigIntField(writer, item.ctime ?? 0n);
    case "gid":
      return writer.writeInt(item.gid ?? 0);
    case "group":
      return encodeName(item.group, writer);
    case "hardlink_master":
      return writer.writeBool(item.hardlink_master === true);
    case "mode":
      return writer.writeInt(item.mode ?? 0);
    case "mtime":
      return writeBigIntField(writer, item.mtime ?? 0n);
    case "part":
      return writer.writeInt(item.part ?? 0);
    case "path":
      return writer.writeText(item.path);
    case "rdev":
      return writer.writeInt(item.rdev ?? 0);
    case "size":
      return writer.writeInt(item.size ?? 0);
    case "source":
      return writer.writeText(item.source ?? "");
    case "uid":
      return writer.writeInt(item.uid ?? 0);
    case "user":
      return encodeName(item.user, writer);
    case "xattrs":
      return encodeXattrs(item.xattrs ?? new Map(), writer);
  }
}

const NOTHING = new Uint8Array(0);

function encodeName(name: string | null, writer: MsgpackWriter): void {
  if (name === null) writer.writeNil();
  else writer.writeText(name);
}

/** Appends the list of an item's chunks. */
export function encodeChunks(chunks: readonly ItemChunk[], writer: MsgpackWriter): void {
  writer.writeArrayHeader(chunks.length);
  for (const chunk of chunks) {
    writer.writeArrayHeader(3);
    writer.writeRaw(chunk.id);
    writer.writeInt(chunk.size);
    writer.writeInt(chunk.csize);
  }
}

function encodeXattrs(xattrs: ReadonlyMap<string, Uint8Array | null>, writer: MsgpackWriter): void {
  writer.writeMapHeader(xattrs.size);
  for (const name of [...xattrs.keys()].sort(compareText)) {
    const value = xattrs.get(name) ?? null;
    writer.writeText(name);
    if (value === null || value.length === 0) writer.writeNil();
    else writer.writeRaw(value);
  }
}

function encodeWithUnknownKeys(item: Item, unknown: ReadonlyMap<string, Uint8Array>, writer: MsgpackWriter): void {
  const known = new Set<string>(ITEM_KEYS.filter((key) => item[key] !== undefined));
  const keys = [...known, ...[...unknown.keys()].filter((key) => !known.has(key))].sort(compareText);
  writer.writeMapHeader(keys.length);
  for (const key of keys) {
    writer.writeText(key);
    if (known.has(key)) encodeField(item, key as ItemKey, writer);
    else writer.writePacked(unknown.get(key) ?? new Uint8Array([0xc0]));
  }
}
