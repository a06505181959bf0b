import { fromHex } from "@coffer/format/bytes";
import { FilesCacheDecoder, FilesCacheInvalid, FileTable } from "@coffer/engine/cache";
import type { FuzzTarget } from "./fuzz-target.ts";

const ID = "da0020" + "5a".repeat(32);

/** The files cache of a client: read at each backup, and as hostile as any file that lies around. */
export const target: FuzzTarget = {
  name: "files-cache",
  seeds: () => [
    fromHex(`92${ID}9500ce0012d6872acf17979cfe3ccb1e3d92${ID}${ID}`),
    fromHex(`92${ID}95cc80cf00000001000000017fd3ffffffffffffffff90`),
    fromHex(`92${ID}950001a20102dc0001${ID}`.repeat(3)),
  ],
  run(input) {
    // The first byte says where the rest is cut in two.
    const cut = ((input[0] ?? 0) * input.length) >> 8;
    const decoder = new FilesCacheDecoder(new FileTable(0));
    try {
      decoder.feed(input.subarray(0, cut));
      decoder.feed(input.subarray(cut));
      decoder.finish();
    } catch (error) {
      if (!(error instanceof FilesCacheInvalid)) throw error;
    }
  },
};
