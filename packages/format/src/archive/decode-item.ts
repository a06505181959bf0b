import { MsgpackError } from "../bytes/index.ts";
import type { MsgpackReader } from "../bytes/index.ts";
import { readBigIntField } from "./bigint-field.ts";
import type { Item, ItemChunk } from "./item.ts";

const ID_LENGTH = 32;

/**
 * Reads one item. Ids, ACLs, xattr values and unknown keys are views of the reader's data.
 *
 * @throws {MsgpackError} If the bytes end (`truncated`: the reader is then where it was) or are no item: not a map, without
 *   path, mode or mtime, or with a field of another kind than it has in Borg.
 * @see docs/formats/items.md
 */
export function decodeItem(reader: MsgpackReader): Item {
  const start = reader.offset;
  try {
    return decodeFields(reader, start);
  } catch (error) {
    reader.offset = start;
    throw error;
  }
}

function decodeFields(reader: MsgpackReader, start: number): Item {
  const item: Item = { path: "", mode: 0, uid: 0, gid: 0, user: null, group: null, mtime: 0n };
  let seen = 0;
  for (let left = reader.readMapHeader(); left > 0; left--) seen |= decodeField(reader, item);
  if (seen !== SEEN_ALL) throw new MsgpackError("item without path, mode or mtime", start);
  return item;
}

const SEEN_PATH = 1;
const SEEN_MODE = 2;
const SEEN_MTIME = 4;
const SEEN_ALL = SEEN_PATH | SEEN_MODE | SEEN_MTIME;

/** Reads a key and its value into `item`. @returns Which required field that was, if any. */
function decodeField(reader: MsgpackReader, item: Item): number {
  const key = reader.readKey();
  switch (key) {
    case "path":
      item.path = reader.readText();
      return SEEN_PATH;
    case "mode":
      item.mode = reader.readNumber();
      return SEEN_MODE;
    case "mtime":
      item.mtime = readBigIntField(reader);
      return SEEN_MTIME;
    case "atime":
    case "ctime":
    case "birthtime":
      item[key] = readBigIntField(reader);
      return 0;
    case "uid":
    case "gid":
    case "size":
    case "rdev":
    case "part":
    case "bsdflags":
      item[key] = reader.readNumber();
      return 0;
    case "user":
    case "group":
      item[key] = decodeName(reader);
      return 0;
    case "chunks":
    case "chunks_healthy":
      item[key] = decodeChunks(reader);
      return 0;
    case "hardlink_master":
      item.hardlink_master = reader.readBool();
      return 0;
    case "source":
      item.source = reader.readText();
      return 0;
    case "xattrs":
      item.xattrs = decodeXattrs(reader);
      return 0;
    case "acl_access":
    case "acl_default":
    case "acl_extended":
    case "acl_nfs4":
      item[key] = reader.readRaw();
      return 0;
    default:
      (item.unknown ??= new Map()).set(key, decodeUnknown(reader));
      return 0;
  }
}

function decodeName(reader: MsgpackReader): string | null {
  return reader.peek() === "nil" ? reader.readNil() : reader.readKey();
}

function decodeChunks(reader: MsgpackReader): ItemChunk[] {
  const count = reader.readArrayHeader();
  const chunks: ItemChunk[] = [];
  for (let i = 0; i < count; i++) chunks.push(decodeChunk(reader));
  return chunks;
}

function decodeChunk(reader: MsgpackReader): ItemChunk {
  const { offset } = reader;
  if (reader.readArrayHeader() !== 3) throw new MsgpackError("chunk that is not id, size and csize", offset);
  const id = reader.readRaw();
  if (id.length !== ID_LENGTH) throw new MsgpackError("chunk id of another length than 32", offset);
  return { id, size: reader.readNumber(), csize: reader.readNumber() };
}

function decodeXattrs(reader: MsgpackReader): Map<string, Uint8Array | null> {
  const xattrs = new Map<string, Uint8Array | null>();
  for (let left = reader.readMapHeader(); left > 0; left--) {
    const name = reader.readKey();
    xattrs.set(name, reader.peek() === "nil" ? reader.readNil() : reader.readRaw());
  }
  return xattrs;
}

function decodeUnknown(reader: MsgpackReader): Uint8Array {
  const start = reader.offset;
  reader.skip();
  return reader.slice(start);
}
