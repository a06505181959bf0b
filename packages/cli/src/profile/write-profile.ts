import { MsgpackWriter } from "@coffer/format/bytes";
import type { CallerTimes, FunctionPlace, FunctionTimes } from "./function-times.ts";

/**
 * A profile as Borg writes it: the statistics of Python's cProfile as msgpack, a map of
 * `[file, line, function]` to `[calls, calls, own seconds, total seconds, {caller: [the same four]}]`.
 */
export function packProfile(functions: readonly FunctionTimes[]): Uint8Array {
  const writer = new MsgpackWriter();
  writer.writeMapHeader(functions.length);
  for (const times of functions) {
    writePlace(writer, times.place);
    writer.writeArrayHeader(5);
    writeTimes(writer, times);
    writer.writeMapHeader(times.callers.size);
    for (const by of times.callers.values()) {
      writePlace(writer, by.place);
      writer.writeArrayHeader(4);
      writeTimes(writer, by);
    }
  }
  return writer.toBytes();
}

function writePlace(writer: MsgpackWriter, { file, line, name }: FunctionPlace): void {
  writer.writeArrayHeader(3);
  writer.writeText(file);
  writer.writeInt(line);
  writer.writeText(name);
}

function writeTimes(writer: MsgpackWriter, { calls, own, total }: CallerTimes | FunctionTimes): void {
  writer.writeInt(calls);
  writer.writeInt(calls);
  writer.writeFloat(own);
  writer.writeFloat(total);
}
