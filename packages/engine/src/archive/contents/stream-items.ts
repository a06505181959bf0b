import type { Item } from "@coffer/format/archive";
import { BorgError } from "@coffer/format/errors";
import { decodeItemBatches } from "../../cache/index.ts";
import type { FetchStage } from "./fetch-stage.ts";
import { ITEM_BATCH_CHUNKS, ITEM_BATCHES_AHEAD_MAX, ITEM_CHUNK_ROOM } from "./limits.ts";

/**
 * Items of the stream that is stored in the chunks `ids`, as many at a time as a chunk completes. Chunks are fetched ahead and
 * opened on worker threads. An item refers to memory that is its batch's alone: copy what is kept for long.
 *
 * @throws {IntegrityError | ObjectNotFound} Where the stream is damaged; the items before were given out.
 */
export function streamItems(
  stage: FetchStage,
  ids: readonly Uint8Array[],
): AsyncGenerator<readonly Item[], void, undefined> {
  return decodeItemBatches(fetchAhead(stage, ids));
}

async function* fetchAhead(stage: FetchStage, ids: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  const ahead: Promise<(Uint8Array | BorgError)[]>[] = [];
  for (let next = 0; next < ids.length || ahead.length > 0;) {
    while (next < ids.length && ahead.length < ITEM_BATCHES_AHEAD_MAX) {
      const batch = copyOut(stage, ids.slice(next, next + ITEM_BATCH_CHUNKS));
      // Awaited when it is its turn: an error in the meantime is no unhandled one.
      batch.catch(() => undefined);
      ahead.push(batch);
      next += ITEM_BATCH_CHUNKS;
    }
    for (const chunk of (await ahead.shift()) ?? []) {
      if (chunk instanceof BorgError) throw chunk;
      yield chunk;
    }
  }
}

/** Shared memory is given back as soon as the chunks are there, whoever waits for them: contents may need it meanwhile. */
async function copyOut(stage: FetchStage, ids: readonly Uint8Array[]): Promise<(Uint8Array | BorgError)[]> {
  const fetched = await stage.fetch(ids.map((id) => ({ id, size: ITEM_CHUNK_ROOM, csize: 0 })));
  try {
    return (await fetched.chunks).map((chunk) => (chunk instanceof BorgError ? chunk : chunk.slice()));
  } finally {
    fetched.release();
  }
}
