import { MsgpackError, MsgpackReader, packValue, unpackValue } from "@coffer/format/bytes";
import type { MsgpackValue } from "@coffer/format/bytes";
import type { FuzzTarget } from "./fuzz-target.ts";

export const target: FuzzTarget = {
  name: "msgpack",
  seeds: () => [
    packValue(null),
    packValue(
      new Map<string | number, MsgpackValue>([
        ["path", "a/b"],
        [7, [1, -1, 2 ** 40, 0.5, true]],
      ]),
    ),
    packValue([new Uint8Array(40), "x".repeat(300), 2n ** 63n, -(2n ** 63n), [[[[]]]], new Map()]),
  ],
  run(input) {
    try {
      const value = unpackValue(input);
      const packed = packValue(value);
      // Only single floats grow, to doubles.
      if (packed.length > 2 * input.length) throw new Error("packed form is much longer than the input");
      new MsgpackReader(packed).skip();
    } catch (error) {
      if (!(error instanceof MsgpackError)) throw error;
    }
    try {
      for (const reader = new MsgpackReader(input); !reader.atEnd;) reader.skip();
    } catch (error) {
      if (!(error instanceof MsgpackError)) throw error;
    }
  },
};
