import type { Cache } from "../../cache/index.ts";
import type { Repository } from "../../repository/index.ts";
import type { CountedChunk } from "./unit.ts";

/** Chunks of a file that did not change, each counted once more; `undefined` if one of them is gone, nothing is counted then. */
export function referenceKnownChunks(cache: Cache, chunkIds: Uint8Array): CountedChunk[] | undefined {
  const index = cache.chunks;
  // as long as it will be: pushed to, the list of most files, which have one chunk, would get room for many
  const chunks = new Array<CountedChunk>(chunkIds.length / 32);
  for (let at = 0; at < chunks.length; at++) {
    const bucket = index.find(chunkIds, 32 * at);
    if (bucket < 0) return undefined;
    const id = chunkIds.slice(32 * at, 32 * at + 32);
    chunks[at] = { id, size: index.sizeAt(bucket), csize: index.csizeAt(bucket), isNew: false };
  }
  for (const chunk of chunks) cache.increment(chunk.id, chunk.size);
  return chunks;
}

/** Drops one reference; an object that nobody refers to any more is deleted. */
export async function dropReference(cache: Cache, repository: Repository, id: Uint8Array): Promise<void> {
  if (cache.decrement(id).refcount === 0) await repository.delete(id);
}
