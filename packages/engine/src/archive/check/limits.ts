const MIB = 1024 * 1024;

/** A batch of objects to be verified closes at about this many stored bytes… */
export const SWEEP_BATCH_BYTES: number = 3 * MIB;
/** …or this many objects. */
export const SWEEP_BATCH_CHUNKS_MAX = 1024;
/** Ids asked of the repository at once. */
export const SWEEP_SCAN_MAX = 2048;
/** Room for one decompressed chunk; larger ones (only the fixed chunker makes them) are given memory of their own. */
export const SWEEP_SLOT_BYTES: number = 8 * MIB + 64;
/** Batches under way besides those that workers work on: one being read, one waiting. */
export const SWEEP_BATCHES_AHEAD = 2;

/** Stored bytes in flight; holds at least one object of the largest size. */
export const CHECK_INPUT_BYTES: number = 40 * MIB;
/** Decompressed bytes in flight. */
export const CHECK_OUTPUT_BYTES: number = 48 * MIB;

/** Room for one decompressed chunk of an item stream; Borg's chunker for items makes none larger. */
export const ITEM_CHUNK_BYTES: number = MIB / 2;

/** Batches of an item stream that wait to be looked at; one has 2 MiB, as stored and opened. */
export const ITEM_BATCHES_AHEAD = 3;

/** Repositories with fewer objects are checked without worker threads, unless all data is verified. */
export const WORKERS_FROM_OBJECTS = 2000;

/** Objects from which on it is worth the time to give memory back between the steps. */
export const COLLECT_FROM_OBJECTS = 100_000;

/** Smaller segments are verified on the main thread. */
export const SEGMENT_BYTES_MIN: number = 8 * MIB;

/** Ids listed at once. */
export const LIST_MAX = 10_000;
/** Objects that are tried to find the key of a repository without manifest. */
export const KEY_ATTEMPTS_MAX = 999;
/** What an object counts for whose size the repository does not tell. */
export const SWEEP_SIZE_GUESS: number = 64 * 1024;
