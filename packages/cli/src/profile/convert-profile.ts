import { MsgpackReader } from "@coffer/format/bytes";
import { MarshalWriter } from "./marshal-writer.ts";

/** Containers inside one another: a profile has three. */
const DEPTH_MAX = 64;

/**
 * A profile (or any other msgpack value) in Python's `marshal` format, as `pstats` loads it.
 *
 * @throws {MsgpackError} If `packed` is not exactly one msgpack value. @throws {RangeError} If it is nested too deeply.
 */
export function convertProfile(packed: Uint8Array): Uint8Array {
  const reader = new MsgpackReader(packed);
  const writer = new MarshalWriter();
  convert(reader, writer, 0);
  if (!reader.atEnd) throw new RangeError("there is more behind the profile");
  return writer.toBytes();
}

function convert(reader: MsgpackReader, writer: MarshalWriter, depth: number): void {
  if (depth > DEPTH_MAX) throw new RangeError("nested too deeply for a profile");
  switch (reader.peek()) {
    case "nil":
      reader.readNil();
      return writer.none();
    case "bool":
      return writer.bool(reader.readBool());
    case "int":
      return writer.int(reader.readInt());
    case "float":
      return writer.float(reader.readFloat());
    case "raw":
      return writer.text(reader.readRaw());
    case "array": {
      const count = reader.readArrayHeader();
      writer.tuple(count);
      for (let left = count; left > 0; left--) convert(reader, writer, depth + 1);
      return;
    }
    case "map": {
      writer.beginDict();
      for (let left = 2 * reader.readMapHeader(); left > 0; left--) convert(reader, writer, depth + 1);
      writer.endDict();
    }
  }
}
