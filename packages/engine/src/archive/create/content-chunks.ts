import type { Cache } from "../../cache/index.ts";
import type { Repository } from "../../repository/index.ts";
import type { CountedChunk } from "./unit.ts";

/** Chunks of a file that did not change, each counted once more; `undefined` if one of them is gone, nothing is counted then. */
export function referenceKnownChunks(cache: Cache, chunkIds: Uint8Array): CountedChunk[] | undefined {
  const index = cache.chunks;
  const count = chunkIds.length / 32;
  const chunks: CountedChunk[] = [];
  for (let at = 0; at < count; at++) {
    const id = chunkIds.slice(32 * at, 32 * at + 32);
    const bucket = index.find(id);
    if (bucket < 0) return undefined;
    chunks.push({ id, size: index.sizeAt(bucket), csize: index.csizeAt(bucket), isNew: false });
  }
  for (const chunk of chunks) cache.increment(chunk.id, chunk.size);
  return chunks;
}

/** Drops one reference; an object that nobody refers to any more is deleted. */
export async function dropReference(cache: Cache, repository: Repository, id: Uint8Array): Promise<void> {
  if (cache.decrement(id).refcount === 0) await repository.delete(id);
}
