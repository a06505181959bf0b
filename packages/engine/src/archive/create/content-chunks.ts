import type { ChunkIndex } from "@coffer/format/hashindex";
import type { Cache } from "../../cache/index.ts";
import type { Repository } from "../../repository/index.ts";
import type { CountedChunk } from "./unit.ts";

/** Chunks of a file that did not change, each counted once more; `undefined` if one of them is gone, nothing is counted then. */
export function referenceKnownChunks(cache: Cache, chunkIds: Uint8Array): CountedChunk[] | undefined {
  const index = cache.chunks;
  if (chunkIds.length === 32) return referenceKnownChunk(index, chunkIds);
  // as long as it will be: pushed to, the list of most files, which have one chunk, would get room for many
  const chunks = new Array<CountedChunk>(chunkIds.length / 32);
  for (let at = 0; at < chunks.length; at++) {
    const bucket = index.find(chunkIds, 32 * at);
    if (bucket < 0) return undefined;
    chunks[at] = knownChunk(index, bucket, chunkIds.slice(32 * at, 32 * at + 32));
  }
  for (const chunk of chunks) cache.increment(chunk.id, chunk.size);
  return chunks;
}

/** Most files have one chunk, which is looked up once. */
function referenceKnownChunk(index: ChunkIndex, id: Uint8Array): CountedChunk[] | undefined {
  const bucket = index.find(id);
  if (bucket < 0) return undefined;
  index.incrementAt(bucket);
  return [knownChunk(index, bucket, id.slice())];
}

function knownChunk(index: ChunkIndex, bucket: number, id: Uint8Array): CountedChunk {
  return { id, size: index.sizeAt(bucket), csize: index.csizeAt(bucket), isNew: false };
}

/** Drops one reference; an object that nobody refers to any more is deleted. */
export async function dropReference(cache: Cache, repository: Repository, id: Uint8Array): Promise<void> {
  if (cache.decrement(id).refcount === 0) await repository.delete(id);
}
