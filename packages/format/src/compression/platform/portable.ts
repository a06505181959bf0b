import { unzlibSync, zlibSync } from "fflate";
import { decompress } from "fzstd";
import type { Codecs } from "./codecs.ts";

/** Size of the output that an inflater may begin with before it knows better. */
const SIZE_GUESS = 64 * 1024;

export const codecs: Codecs = {
  zlibCompress: (data, level) => zlibSync(data, { level: level as 0 }),

  zlibDecompress: (stream, sizeMax, sizeHint) => {
    // Into a buffer of fixed size fflate writes no more than that; begin small, since the size is not known.
    let size = Math.min(sizeMax, sizeHint ?? Math.max(SIZE_GUESS, stream.length * 4));
    for (;;) {
      const plaintext = unzlibSync(stream, { out: new Uint8Array(size + 1) });
      if (plaintext.length <= size) return plaintext;
      if (size >= sizeMax) throw new RangeError("too large");
      size = Math.min(sizeMax, size * 4);
    }
  },

  zstdCompress: () => {
    throw new Error("this platform cannot write zstd");
  },

  zstdDecompress: (frame, size) => decompress(frame, new Uint8Array(size)),
};
