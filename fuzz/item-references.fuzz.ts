import { fromHex } from "@coffer/format/bytes";
import { IntegrityError } from "@coffer/format/errors";
import { ReferenceScanner } from "@coffer/engine/cache";
import type { FuzzTarget } from "./fuzz-target.ts";

const CHUNK = `93da0020${"5a".repeat(32)}cd1000cd0800`;
const ITEM = `84a66368756e6b7392${CHUNK}${CHUNK}a46d6f6465cd81a4a47061727401a470617468a3612f62`;

/** Item streams as they are read to count references: for a sync, statistics, deletions. */
export const target: FuzzTarget = {
  name: "item-references",
  seeds: () => [fromHex(ITEM), fromHex(ITEM.repeat(3)), fromHex("82a66368756e6b7390a470617468a161")],
  run(input) {
    const cut = ((input[0] ?? 0) * input.length) >> 8;
    const scanner = new ReferenceScanner((id, size, csize) => {
      if (id.length !== 32 || size < 0 || csize < 0) throw new Error("a reference out of bounds");
    });
    try {
      scanner.feed(input.subarray(0, cut));
      scanner.feed(input.subarray(cut));
      scanner.finish();
    } catch (error) {
      if (!(error instanceof IntegrityError)) throw error;
    }
  },
};
