import assert from "node:assert/strict";
import { toHex } from "@coffer/format/bytes";
import { BorgError } from "@coffer/format/errors";
import type { ChunkIndex } from "@coffer/format/hashindex";
import type { ChunkSizes, DroppedReference } from "./cache.ts";

/** The chunk index lacks a chunk that an archive refers to. */
export class ChunksIndexError extends BorgError {
  static override readonly msgid: string = "Archive.delete.<locals>.ChunksIndexError";
  readonly id: string;

  constructor(id: Uint8Array) {
    super(`Chunk ID ${toHex(id)} missing from chunks index, corrupted chunks index - aborting transaction.`);
    this.id = toHex(id);
  }
}

/**
 * References to the chunk, 0 if there is none.
 * @throws {BorgError} If the known chunk has another size: a collision of ids, or damage.
 */
export function countReferences(chunks: ChunkIndex, id: Uint8Array, size: number | undefined): number {
  const bucket = chunks.find(id);
  if (bucket < 0) return 0;
  const known = chunks.sizeAt(bucket);
  if (size !== undefined && size !== known) {
    throw new BorgError(`chunk has same id [${toHex(id)}], but different size (stored: ${known} new: ${size})!`);
  }
  return chunks.refcountAt(bucket);
}

export function incrementReference(chunks: ChunkIndex, id: Uint8Array, size: number | undefined): ChunkSizes {
  const bucket = chunks.find(id);
  if (bucket < 0) throw new ChunksIndexError(id);
  chunks.incrementAt(bucket);
  const known = chunks.sizeAt(bucket);
  assert(known > 0 || size !== undefined, "an ad hoc cache must be told the size");
  return { size: known > 0 ? known : (size ?? 0), csize: chunks.csizeAt(bucket) };
}

export function decrementReference(chunks: ChunkIndex, id: Uint8Array): DroppedReference {
  const bucket = chunks.find(id);
  if (bucket < 0) throw new ChunksIndexError(id);
  const sizes = { size: chunks.sizeAt(bucket), csize: chunks.csizeAt(bucket) };
  const refcount = chunks.decrementAt(bucket);
  if (refcount === 0) chunks.delete(id);
  return { refcount, ...sizes };
}
