/** Largest value that the first word of a bucket can hold; above it lie the markers and a reserve. */
export const HASH_INDEX_MAX_VALUE: number = 0xffff_ffff - 1024;

/** First value word of a bucket that was never used. */
export const EMPTY = 0xffff_ffff;
/** First value word of a bucket whose entry was deleted. */
export const TOMBSTONE = 0xffff_fffe;

/** Number of buckets that Borg chooses from: primes, each some way above the one before. */
const TABLE_SIZES: readonly number[] = [
  1031, 2053, 4099, 8209, 16411, 32771, 65537, 131101, 262147, 445649, 757607, 1287917, 2189459, 3065243, 4291319,
  6007867, 8410991, 11775359, 16485527, 23079703, 27695653, 33234787, 39881729, 47858071, 57429683, 68915617, 82698751,
  99238507, 119086189, 144378011, 157223263, 173476439, 190253911, 209915011, 230493629, 253169431, 278728861,
  306647623, 337318939, 370742809, 408229973, 449387209, 493428073, 543105119, 596976533, 657794869, 722676499,
  795815791, 874066969, 962279771, 1057701643, 1164002657, 1280003147, 1407800297, 1548442699, 1703765389, 1873768367,
  2062383853,
];

const SMALLEST_TABLE = 1031;
const LARGEST_TABLE = 2062383853;

const LOAD_MIN = 0.25;
const LOAD_MAX = 0.75;
const LOAD_MAX_WITH_TOMBSTONES = 0.93;

/** Smallest table of at least `capacity` buckets. */
export function tableSizeFor(capacity: number): number {
  return TABLE_SIZES.find((size) => size >= capacity) ?? LARGEST_TABLE;
}

/** Smallest table that takes `usable` entries without growing. */
export function tableSizeForEntries(usable: number): number {
  return tableSizeFor(Math.floor(usable / LOAD_MAX));
}

export function nextLargerTable(bucketCount: number): number {
  return TABLE_SIZES.find((size) => size > bucketCount) ?? LARGEST_TABLE;
}

export function nextSmallerTable(bucketCount: number): number {
  return TABLE_SIZES.findLast((size) => size < bucketCount) ?? SMALLEST_TABLE;
}

/** A table with fewer entries than this shrinks after a deletion. */
export function lowerLimit(bucketCount: number): number {
  return bucketCount <= SMALLEST_TABLE ? 0 : Math.floor(bucketCount * LOAD_MIN);
}

/** A table with more entries than this grows before an insertion. */
export function upperLimit(bucketCount: number): number {
  return bucketCount >= LARGEST_TABLE ? bucketCount : Math.floor(bucketCount * LOAD_MAX);
}

/** A table with no more empty buckets than this is cleaned of tombstones before one more is taken. */
export function emptyLimit(bucketCount: number): number {
  return 1 + Math.floor(bucketCount * (1.0 - LOAD_MAX_WITH_TOMBSTONES));
}
