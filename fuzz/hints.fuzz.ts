import { packValue } from "@coffer/format/bytes";
import { IntegrityError } from "@coffer/format/errors";
import { decodeHints, encodeHints, ShadowIndex } from "@coffer/format/segment";
import type { FuzzTarget } from "./fuzz-target.ts";

/** `hints.N`, versions 1 and 2. What can be read can be written. */
export const target: FuzzTarget = {
  name: "hints",
  seeds: () => [
    encodeHints({
      segments: new Map([
        [0, 4],
        [70_000, 1],
      ]),
      compact: new Map([[0, 300]]),
      storage_quota_use: 123_456_789_012,
      shadow_index: new ShadowIndex([[new Uint8Array(32).fill(3), [0, 0, 5]]]),
    }),
    packValue(
      new Map<string, Map<number, number> | number | number[]>([
        ["version", 1],
        ["segments", new Map([[3, 2]])],
        ["compact", [3]],
      ]),
    ),
  ],
  run: (input) => {
    try {
      const hints = decodeHints(input);
      decodeHints(encodeHints(hints));
    } catch (error) {
      if (!(error instanceof IntegrityError)) throw error;
    }
  },
};
