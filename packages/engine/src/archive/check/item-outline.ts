import { bytesToText, MsgpackError } from "@coffer/format/bytes";
import type { MsgpackReader } from "@coffer/format/bytes";

/**
 * What a check needs to know of an item, without decoding it. Offsets are those of the reader that it was read with.
 */
export interface ItemOutline {
  readonly start: number;
  readonly end: number;
  /** Where the packed value begins, or -1. */
  readonly path: number;
  readonly chunks: number;
  readonly chunks_healthy: number;
  readonly size: number;
  /** Attic up to 0.13 gave every item a meaningless key, to be dropped. */
  readonly hasAtticAcl: boolean;
}

/** Why a value is no item, in Borg's words. */
export interface ItemFault {
  readonly fault: string;
  /** It is a map with a path, at least. */
  readonly hasPath: boolean;
}

export type OutlinedValue = ItemOutline | ItemFault;

/** A key that Borg once wrote by mistake. */
const ATTIC_ACL = "acl";

/**
 * Moves `reader` past one value and tells whether it is an item: a map with path and mtime, and without any key that is not in
 * `knownKeys`. What the values are is not looked at.
 *
 * @throws {MsgpackError} If the bytes end (`truncated`) or are no msgpack; the reader is then where it was.
 */
export function outlineItem(reader: MsgpackReader, knownKeys: ReadonlySet<string>): OutlinedValue {
  const start = reader.offset;
  try {
    if (reader.peek() !== "map") {
      reader.skip();
      return { fault: "not a dictionary", hasPath: false };
    }
    return outlineMap(reader, start, knownKeys);
  } catch (error) {
    reader.offset = start;
    throw error;
  }
}

function outlineMap(reader: MsgpackReader, start: number, knownKeys: ReadonlySet<string>): OutlinedValue {
  let [path, chunks, chunks_healthy, size] = [-1, -1, -1, -1];
  let [hasMtime, hasAtticAcl] = [false, false];
  let invalid: string[] | undefined;
  for (let left = reader.readMapHeader(); left > 0; left--) {
    const key = readAnyKey(reader);
    const at = reader.offset;
    reader.skip();
    if (key === "path") path = at;
    else if (key === "mtime") hasMtime = true;
    else if (key === "chunks") chunks = at;
    else if (key === "chunks_healthy") chunks_healthy = at;
    else if (key === "size") size = at;
    else if (key === ATTIC_ACL) hasAtticAcl = true;
    else if (!knownKeys.has(key)) (invalid ??= []).push(shown(key));
  }
  const hasPath = path >= 0;
  if (!hasPath || !hasMtime) return { fault: `missing required keys: ${missingKeys(hasPath, hasMtime)}`, hasPath };
  if (invalid !== undefined) return { fault: `invalid keys: ${[...new Set(invalid)].join(", ")}`, hasPath };
  return { start, end: reader.offset, path, chunks, chunks_healthy, size, hasAtticAcl };
}

function missingKeys(hasPath: boolean, hasMtime: boolean): string {
  return [...(hasPath ? [] : ["path"]), ...(hasMtime ? [] : ["mtime"])].join(", ");
}

/** A key of any kind, as Borg would show it. */
function readAnyKey(reader: MsgpackReader): string {
  switch (reader.peek()) {
    case "raw":
      return reader.readKey();
    case "int":
      return String(reader.readInt());
    case "nil":
      reader.skip();
      return "None";
    case "bool":
      return reader.readBool() ? "True" : "False";
    case "float":
      return String(reader.readFloat());
    default:
      // Python has no maps with such keys.
      throw new MsgpackError("map key of an unexpected kind", reader.offset);
  }
}

/** Bytes that are no UTF-8 as replacement characters. */
function shown(key: string): string {
  return key.replaceAll(/[\udc80-\udcff]/g, "\ufffd");
}

/** The item's path, for messages. @param reader What the outline was read with. @throws {MsgpackError} If it is no text. */
export function pathOf(outline: ItemOutline, reader: MsgpackReader): string {
  const resume = reader.offset;
  reader.offset = outline.path;
  const path = bytesToText(reader.readRaw());
  reader.offset = resume;
  return path;
}
