/**
 * Scan of the buzhash chunker. docs/formats/chunker.md, "How the kernel finds it".
 *
 * The hash of a window is the XOR of the table words of its bytes, each turned by its distance from the window's end. With all
 * words turned back to one common origin it is the XOR of two running sums, `sum(k) ^ sum(k - window)`. So a step costs one
 * look-up instead of two and never turns the hash: the mask is turned instead, and four positions are tested at once.
 */

/** A word is turned by its position modulo 32; groups of 32 make that a constant. */
const GROUP: usize = 32;
/** Sums are computed for this many positions, then tested. */
const BLOCK: usize = 256;
const MASKS_SIZE: usize = GROUP * 4;

/** Words of the ring of sums: a window and two blocks, whole blocks. */
@inline
function ringWords(window: usize): usize {
  return (window + 3 * BLOCK - 1) & ~(BLOCK - 1);
}

/** Bytes of scratch for {@link buzhashScan}: the masks, the ring, and the start of the ring again behind its end. */
export function buzhashScratchSize(window: usize): usize {
  return MASKS_SIZE + (ringWords(window) + GROUP) * 4;
}

@inline
function term(table: usize, byte: u32, turn: u32): u32 {
  return rotr<u32>(load<u32>(table + (<usize>byte << 2)), turn);
}

/** Sums before each byte of a group of 32, stored at `ring`. Returns the sum behind the group. */
@inline
function sumGroup(data: usize, ring: usize, table: usize, sum: u32): u32 {
  store<u32>(ring, sum, 0);
  sum ^= term(table, <u32>load<u8>(data, 0), 0);
  store<u32>(ring, sum, 4);
  sum ^= term(table, <u32>load<u8>(data, 1), 1);
  store<u32>(ring, sum, 8);
  sum ^= term(table, <u32>load<u8>(data, 2), 2);
  store<u32>(ring, sum, 12);
  sum ^= term(table, <u32>load<u8>(data, 3), 3);
  store<u32>(ring, sum, 16);
  sum ^= term(table, <u32>load<u8>(data, 4), 4);
  store<u32>(ring, sum, 20);
  sum ^= term(table, <u32>load<u8>(data, 5), 5);
  store<u32>(ring, sum, 24);
  sum ^= term(table, <u32>load<u8>(data, 6), 6);
  store<u32>(ring, sum, 28);
  sum ^= term(table, <u32>load<u8>(data, 7), 7);
  store<u32>(ring, sum, 32);
  sum ^= term(table, <u32>load<u8>(data, 8), 8);
  store<u32>(ring, sum, 36);
  sum ^= term(table, <u32>load<u8>(data, 9), 9);
  store<u32>(ring, sum, 40);
  sum ^= term(table, <u32>load<u8>(data, 10), 10);
  store<u32>(ring, sum, 44);
  sum ^= term(table, <u32>load<u8>(data, 11), 11);
  store<u32>(ring, sum, 48);
  sum ^= term(table, <u32>load<u8>(data, 12), 12);
  store<u32>(ring, sum, 52);
  sum ^= term(table, <u32>load<u8>(data, 13), 13);
  store<u32>(ring, sum, 56);
  sum ^= term(table, <u32>load<u8>(data, 14), 14);
  store<u32>(ring, sum, 60);
  sum ^= term(table, <u32>load<u8>(data, 15), 15);
  store<u32>(ring, sum, 64);
  sum ^= term(table, <u32>load<u8>(data, 16), 16);
  store<u32>(ring, sum, 68);
  sum ^= term(table, <u32>load<u8>(data, 17), 17);
  store<u32>(ring, sum, 72);
  sum ^= term(table, <u32>load<u8>(data, 18), 18);
  store<u32>(ring, sum, 76);
  sum ^= term(table, <u32>load<u8>(data, 19), 19);
  store<u32>(ring, sum, 80);
  sum ^= term(table, <u32>load<u8>(data, 20), 20);
  store<u32>(ring, sum, 84);
  sum ^= term(table, <u32>load<u8>(data, 21), 21);
  store<u32>(ring, sum, 88);
  sum ^= term(table, <u32>load<u8>(data, 22), 22);
  store<u32>(ring, sum, 92);
  sum ^= term(table, <u32>load<u8>(data, 23), 23);
  store<u32>(ring, sum, 96);
  sum ^= term(table, <u32>load<u8>(data, 24), 24);
  store<u32>(ring, sum, 100);
  sum ^= term(table, <u32>load<u8>(data, 25), 25);
  store<u32>(ring, sum, 104);
  sum ^= term(table, <u32>load<u8>(data, 26), 26);
  store<u32>(ring, sum, 108);
  sum ^= term(table, <u32>load<u8>(data, 27), 27);
  store<u32>(ring, sum, 112);
  sum ^= term(table, <u32>load<u8>(data, 28), 28);
  store<u32>(ring, sum, 116);
  sum ^= term(table, <u32>load<u8>(data, 29), 29);
  store<u32>(ring, sum, 120);
  sum ^= term(table, <u32>load<u8>(data, 30), 30);
  store<u32>(ring, sum, 124);
  sum ^= term(table, <u32>load<u8>(data, 31), 31);
  return sum;
}

/**
 * Looks for the first `k` in [window, limit) with `hash(data[k - window .. k)) & mask == 0`.
 *
 * Reads `limit` bytes of data. `table`: 256 words. `scratch`: see {@link buzhashScratchSize}, 16-byte aligned.
 *
 * @returns `k`, or `limit` if there is none.
 */
export function buzhashScan(data: usize, limit: usize, window: usize, mask: u32, table: usize, scratch: usize): usize {
  const masks = scratch;
  for (let i: usize = 0; i < GROUP; i++) store<u32>(masks + (i << 2), rotr<u32>(mask, <u32>i - 1));
  const ring = scratch + MASKS_SIZE;
  const ringSize = ringWords(window) << 2;
  const ringEnd = ring + ringSize;
  let write = ring;
  let sum: u32 = 0;
  let at: usize = 0;
  for (; at + BLOCK <= limit; at += BLOCK) {
    for (let group: usize = 0; group < BLOCK; group += GROUP) {
      sum = sumGroup(data + at + group, write + (group << 2), table, sum);
    }
    if (write == ring) memory.copy(ringEnd, ring, GROUP * 4);
    if (at + BLOCK > window) {
      const found = test(write, ring, ringEnd, at, at + BLOCK, window, masks);
      if (found != 0) return found;
    }
    write += BLOCK << 2;
    if (write == ringEnd) write = ring;
  }
  let end = at;
  for (; end < limit; end++) {
    store<u32>(write + ((end - at) << 2), sum);
    sum ^= term(table, <u32>load<u8>(data + end), <u32>end);
  }
  if (write == ring) memory.copy(ringEnd, ring, GROUP * 4);
  const found = test(write, ring, ringEnd, at, limit, window, masks);
  return found != 0 ? found : limit;
}

/** Tests all `k` in [start, end) from `window` on; `write` is the place of `start` in the ring. Returns the first hit or 0. */
function test(write: usize, ring: usize, ringEnd: usize, start: usize, end: usize, window: usize, masks: usize): usize {
  let k = max(start, window);
  let here = write + ((k - start) << 2);
  let there = here - (window << 2);
  if (here - ring < window << 2) there += ringEnd - ring;
  while (k < end && (k & (GROUP - 1)) != 0) {
    if (((load<u32>(here) ^ load<u32>(there)) & load<u32>(masks + ((k & (GROUP - 1)) << 2))) == 0) return k;
    k += 1;
    here += 4;
    there += 4;
  }
  if (there >= ringEnd) there -= ringEnd - ring;
  while (k + GROUP <= end) {
    if (v128.any_true(hits(here, there, masks))) break;
    k += GROUP;
    here += GROUP * 4;
    there += GROUP * 4;
    if (there >= ringEnd) there -= ringEnd - ring;
  }
  while (k < end) {
    if (((load<u32>(here) ^ load<u32>(there)) & load<u32>(masks + ((k & (GROUP - 1)) << 2))) == 0) return k;
    k += 1;
    here += 4;
    there += 4;
    if (there >= ringEnd) there -= ringEnd - ring;
  }
  return 0;
}

/** Lanes are all ones where one of 8 positions, 4 lanes apart, is a hit. */
@inline
function hits(here: usize, there: usize, masks: usize): v128 {
  let any = i32x4.eq(v128.and(v128.xor(v128.load(here, 0), v128.load(there, 0)), v128.load(masks, 0)), i32x4.splat(0));
  any = v128.or(any, i32x4.eq(v128.and(v128.xor(v128.load(here, 16), v128.load(there, 16)), v128.load(masks, 16)), i32x4.splat(0)));
  any = v128.or(any, i32x4.eq(v128.and(v128.xor(v128.load(here, 32), v128.load(there, 32)), v128.load(masks, 32)), i32x4.splat(0)));
  any = v128.or(any, i32x4.eq(v128.and(v128.xor(v128.load(here, 48), v128.load(there, 48)), v128.load(masks, 48)), i32x4.splat(0)));
  any = v128.or(any, i32x4.eq(v128.and(v128.xor(v128.load(here, 64), v128.load(there, 64)), v128.load(masks, 64)), i32x4.splat(0)));
  any = v128.or(any, i32x4.eq(v128.and(v128.xor(v128.load(here, 80), v128.load(there, 80)), v128.load(masks, 80)), i32x4.splat(0)));
  any = v128.or(any, i32x4.eq(v128.and(v128.xor(v128.load(here, 96), v128.load(there, 96)), v128.load(masks, 96)), i32x4.splat(0)));
  any = v128.or(any, i32x4.eq(v128.and(v128.xor(v128.load(here, 112), v128.load(there, 112)), v128.load(masks, 112)), i32x4.splat(0)));
  return any;
}

/** The same as {@link buzhashScan} by sliding one hash: for windows whose sums would need too much scratch. */
export function buzhashSlide(data: usize, limit: usize, window: usize, mask: u32, table: usize): usize {
  const turn = <u32>window;
  let hash: u32 = 0;
  let k: usize = 0;
  for (; k < window; k++) hash = rotl<u32>(hash, 1) ^ term(table, <u32>load<u8>(data + k), 0);
  for (; k < limit && (hash & mask) != 0; k++) {
    const leaving = load<u32>(table + (<usize>load<u8>(data + k - window) << 2));
    hash = rotl<u32>(hash, 1) ^ rotl<u32>(leaving, turn) ^ term(table, <u32>load<u8>(data + k), 0);
  }
  return k;
}
