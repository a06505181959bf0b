import { MsgpackError } from "./msgpack-error.ts";
import { MsgpackReader } from "./msgpack-reader.ts";
import { MsgpackWriter } from "./msgpack-writer.ts";
import { compareText } from "./text.ts";

/** Any value. Reading gives raws as `Uint8Array`; writing takes text for them, too. */
export type MsgpackValue = null | boolean | number | bigint | Uint8Array | string | MsgpackValue[] | MsgpackMap;

/** Raw keys are texts in surrogateescape form, so any bytes survive. Order is kept. */
export type MsgpackMap = Map<string | number | bigint, MsgpackValue>;

/** Deepest nesting that {@link unpackValue} follows. Borg's own objects need less than ten. */
export const MSGPACK_DEPTH_MAX = 64;

/**
 * Most raws, arrays and maps in one value: each takes a hundred bytes of memory or more, and an empty one only one byte of input.
 * The largest manifest that Borg writes has 1.2 million.
 */
export const MSGPACK_OBJECTS_MAX = 2_000_000;

/** What is left of the limits while a value is read. */
interface Limits {
  depth: number;
  objects: number;
}

/** Packs a value; maps in their own order. Numbers that are no integers become doubles. */
export function packValue(value: MsgpackValue): Uint8Array<ArrayBuffer> {
  const writer = new MsgpackWriter();
  writeValue(writer, value);
  return writer.toBytes();
}

/** Packs a map with its keys in the order of their bytes (Borg's StableDict). Maps inside keep their own order. */
export function packSortedMap(map: ReadonlyMap<string, MsgpackValue>): Uint8Array<ArrayBuffer> {
  const writer = new MsgpackWriter();
  writeValue(writer, sortedMap(map));
  return writer.toBytes();
}

/** The same map with its keys in the order of their bytes. */
export function sortedMap<V>(map: ReadonlyMap<string, V>): Map<string, V> {
  return new Map([...map].toSorted(([a], [b]) => compareText(a, b)));
}

/** Appends a value as {@link packValue} does. */
export function writeValue(writer: MsgpackWriter, value: MsgpackValue): void {
  if (value === null) writer.writeNil();
  else if (typeof value === "boolean") writer.writeBool(value);
  else if (typeof value === "bigint") writer.writeInt(value);
  else if (typeof value === "string") writer.writeText(value);
  else if (typeof value === "number") writeNumber(writer, value);
  else if (value instanceof Uint8Array) writer.writeRaw(value);
  else if (value instanceof Map) {
    writer.writeMapHeader(value.size);
    for (const [key, inner] of value) {
      if (typeof key === "string") writer.writeText(key);
      else writer.writeInt(key);
      writeValue(writer, inner);
    }
  } else {
    writer.writeArrayHeader(value.length);
    for (const inner of value) writeValue(writer, inner);
  }
}

function writeNumber(writer: MsgpackWriter, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) writer.writeInt(value);
  else writer.writeFloat(value);
}

/**
 * Unpacks exactly one value. Raws are views of `bytes`.
 *
 * Of equal keys in one map the last counts, as in Python.
 *
 * @throws {MsgpackError} If the bytes end early, go on after the value, have a map key that is neither raw nor integer, nest
 *   deeper than {@link MSGPACK_DEPTH_MAX} or hold more than {@link MSGPACK_OBJECTS_MAX}.
 */
export function unpackValue(bytes: Uint8Array): MsgpackValue {
  const reader = new MsgpackReader(bytes);
  const value = readValue(reader);
  if (!reader.atEnd) throw new MsgpackError("extra bytes", reader.offset);
  return value;
}

/** Reads the next value as {@link unpackValue} does; others may follow. */
export function readValue(reader: MsgpackReader): MsgpackValue {
  return readWithin(reader, { depth: MSGPACK_DEPTH_MAX, objects: MSGPACK_OBJECTS_MAX });
}

function readWithin(reader: MsgpackReader, limits: Limits): MsgpackValue {
  switch (reader.peek()) {
    case "nil":
      return reader.readNil();
    case "bool":
      return reader.readBool();
    case "int":
      return reader.readInt();
    case "float":
      return reader.readFloat();
    case "raw":
      countObject(reader, limits);
      return reader.readRaw();
    case "array":
      return readArray(reader, limits);
    case "map":
      return readMap(reader, limits);
  }
}

function readArray(reader: MsgpackReader, limits: Limits): MsgpackValue[] {
  enter(reader, limits);
  const values: MsgpackValue[] = [];
  for (let left = reader.readArrayHeader(); left > 0; left--) values.push(readWithin(reader, limits));
  limits.depth++;
  return values;
}

function readMap(reader: MsgpackReader, limits: Limits): MsgpackMap {
  enter(reader, limits);
  const map: MsgpackMap = new Map();
  for (let left = reader.readMapHeader(); left > 0; left--) {
    const key = readMapKey(reader);
    map.set(key, readWithin(reader, limits));
  }
  limits.depth++;
  return map;
}

function enter(reader: MsgpackReader, limits: Limits): void {
  countObject(reader, limits);
  if (--limits.depth < 0) throw new MsgpackError("nested too deeply", reader.offset);
}

function countObject(reader: MsgpackReader, limits: Limits): void {
  if (--limits.objects < 0) throw new MsgpackError("too many values", reader.offset);
}

function readMapKey(reader: MsgpackReader): string | number | bigint {
  switch (reader.peek()) {
    case "raw":
      return reader.readKey();
    case "int":
      return reader.readInt();
    default:
      throw new MsgpackError("map key of an unexpected kind", reader.offset);
  }
}
