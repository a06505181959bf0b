import { IntegrityError } from "@coffer/format/errors";
import { ChunkIndex, CompactChunkIndex, RepositoryIndex } from "@coffer/format/hashindex";
import type { FuzzTarget } from "./fuzz-target.ts";

function id(n: number): Uint8Array {
  const bytes = new Uint8Array(32).fill(n);
  new DataView(bytes.buffer).setUint32(0, n * 0x01000193, true);
  return bytes;
}

/** Images of both indexes and of the compact one; what is accepted must work and be accepted again. */
export const target: FuzzTarget = {
  name: "hashindex",
  seeds() {
    const chunks = new ChunkIndex();
    for (let n = 0; n < 12; n++) chunks.set(id(n), n + 1, 100 * n, 50 * n);
    chunks.delete(id(3));
    const compact = chunks.compactBytes();
    // An image of few buckets, so that mutations meet entries.
    const small = new Uint8Array(18 + 5 * 40);
    small.set(new RepositoryIndex().bytes().subarray(0, 18));
    new DataView(small.buffer).setInt32(12, 5, true);
    new DataView(small.buffer).setInt32(8, 2, true);
    for (let n = 0; n < 5; n++)
      new DataView(small.buffer).setUint32(18 + n * 40 + 32, n < 2 ? n : 0xffffffff - (n & 1), true);
    return [compact, small, chunks.bytes().slice()];
  },
  run(input) {
    attempt(() => {
      const index = RepositoryIndex.read(input.slice());
      const entries = [...index.entries()];
      if (entries.length !== index.count) throw new Error("the count is wrong");
      for (let n = 0; n < 40; n++) index.set(id(n), n, n);
      for (let n = 0; n < 40; n++) if (index.segmentAt(index.find(id(n))) !== n) throw new Error("an entry is lost");
      for (let n = 0; n < 40; n++) index.delete(id(n));
      RepositoryIndex.read(index.bytes().slice());
    });
    attempt(() => {
      const index = ChunkIndex.read(input.slice());
      index.summarize();
      index.merge(CompactChunkIndex.read(input.slice()));
      CompactChunkIndex.read(index.compactBytes());
    });
  },
};

function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
  }
}
