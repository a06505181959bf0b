const MIB = 1024 * 1024;

/** A batch is fetched and opened together. It closes at about this many bytes of plaintext… */
export const FETCH_BATCH_BYTES: number = 2 * MIB;
/** …or this many chunks… */
export const FETCH_BATCH_CHUNKS_MAX = 128;
/** …or this many steps. */
export const FETCH_BATCH_STEPS_MAX = 128;

/** Batches that may wait to be used. */
export const FETCH_BATCHES_AHEAD_MAX = 4;
/** The same for small batches: enough for a long line, on which every answer takes a while. */
export const FETCH_SMALL_BATCHES_AHEAD_MAX = 32;
/** Plaintext of a small batch at most: all that may wait have as much as those of the usual size. */
export const FETCH_SMALL_BATCH_BYTES: number =
  (FETCH_BATCHES_AHEAD_MAX * FETCH_BATCH_BYTES) / FETCH_SMALL_BATCHES_AHEAD_MAX;

/** Stored bytes in flight. Holds at least one object of the largest size. */
export const FETCH_INPUT_BYTES: number = 32 * MIB;
/** Plaintext in flight. */
export const FETCH_OUTPUT_BYTES: number = 32 * MIB;

/** Sizes of the pool's heaps for a pipeline that fetches. */
export const FETCH_HEAPS: { readonly input: number; readonly output: number; readonly spare: number } = {
  input: FETCH_INPUT_BYTES,
  output: FETCH_OUTPUT_BYTES,
  spare: 0,
};

/** Room for a chunk of an item stream: what their chunker cuts at most. */
export const ITEM_CHUNK_ROOM: number = MIB / 2;
/** Chunks of an item stream that are fetched together. */
export const ITEM_BATCH_CHUNKS = 8;
/** Batches of them that may wait to be decoded. */
export const ITEM_BATCHES_AHEAD_MAX = 2;
