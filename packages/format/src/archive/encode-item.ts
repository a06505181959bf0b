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
  let count = 0;
  for (const key of ITEM_KEYS) if (item[key] !== undefined) count++;
  writer.writeMapHeader(count);
  for (const key of ITEM_KEYS) {
    if (item[key] === undefined) continue;
    writer.writePacked(PACKED_KEYS[key]);
    encodeField(item, key, writer);
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
  let count = item.chunks === undefined ? 1 : 0;
  for (const key of ITEM_KEYS) if (item[key] !== undefined) count++;
  writer.writeMapHeader(count);
  for (const key of ITEM_KEYS) {
    if (item[key] === undefined && key !== "chunks") continue;
    writer.writePacked(PACKED_KEYS[key]);
    if (key === "chunks") place = writer.length;
    else encodeField(item, key, writer);
  }
  return place - start;
}

/** Packed names, so that the hot path copies 4 to 16 bytes and converts nothing. */
const PACKED_KEYS: Readonly<Record<ItemKey, Uint8Array>> = Object.fromEntries(
  ITEM_KEYS.map((key) => {
    const writer = new MsgpackWriter();
    writer.writeText(key);
    return [key, writer.toBytes()];
  }),
) as Record<ItemKey, Uint8Array>;

function encodeField(item: Item, key: ItemKey, writer: MsgpackWriter): void {
  switch (key) {
    case "path":
    case "source":
      writer.writeText(item[key] ?? "");
      break;
    case "user":
    case "group":
      encodeName(item[key], writer);
      break;
    case "mtime":
    case "atime":
    case "ctime":
    case "birthtime":
      writeBigIntField(writer, item[key] ?? 0n);
      break;
    case "chunks":
    case "chunks_healthy":
      encodeChunks(item[key] ?? [], writer);
      break;
    case "hardlink_master":
      writer.writeBool(item.hardlink_master === true);
      break;
    case "xattrs":
      if (item.xattrs !== undefined) encodeXattrs(item.xattrs, writer);
      break;
    case "acl_access":
    case "acl_default":
    case "acl_extended":
    case "acl_nfs4":
      writer.writeRaw(item[key] ?? new Uint8Array(0));
      break;
    default:
      writer.writeInt(item[key] ?? 0);
  }
}

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
