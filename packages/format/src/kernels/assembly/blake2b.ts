/**
 * BLAKE2b (RFC 7693) with a 32-byte digest and no key.
 *
 * The 16 words of the working state are four rows of two vectors; a round works on columns, then on diagonals, for which rows are
 * turned. WebAssembly has no turn of 64-bit lanes: those by whole bytes are shuffles, the one by 63 is an addition and a shift.
 */

const BLOCK_SIZE: usize = 128;

// State in memory: 8 words of hash, count of bytes hashed (u64), count of bytes waiting (u32, padded), waiting bytes.
const COUNT: usize = 64;
const WAITING: usize = 72;
const BUFFER: usize = 80;
const STATE_SIZE: usize = BUFFER + BLOCK_SIZE;

const IV0: u64 = 0x6a09e667f3bcc908;
const IV1: u64 = 0xbb67ae8584caa73b;
const IV2: u64 = 0x3c6ef372fe94f82b;
const IV3: u64 = 0xa54ff53a5f1d36f1;
const IV4: u64 = 0x510e527fade682d1;
const IV5: u64 = 0x9b05688c2b3e6c1f;
const IV6: u64 = 0x1f83d9abfb41bd6b;
const IV7: u64 = 0x5be0cd19137e2179;

/** Parameter block, first word: depth 1, fanout 1, no key, digest of 32 bytes. */
const PARAMETERS: u64 = 0x01010020;

export function blake2bStateSize(): usize {
  return STATE_SIZE;
}

/** `state`: {@link blake2bStateSize} bytes, 16-byte aligned. */
export function blake2bInit(state: usize): void {
  store<u64>(state, IV0 ^ PARAMETERS, 0);
  store<u64>(state, IV1, 8);
  store<u64>(state, IV2, 16);
  store<u64>(state, IV3, 24);
  store<u64>(state, IV4, 32);
  store<u64>(state, IV5, 40);
  store<u64>(state, IV6, 48);
  store<u64>(state, IV7, 56);
  store<u64>(state, 0, COUNT);
  store<u32>(state, 0, WAITING);
}

/** Bytes of a state that {@link blake2bPrepare} has made: nothing is waiting in it. */
export function blake2bPreparedSize(): usize {
  return BUFFER;
}

/** Begins with `count` whole blocks, after which at least one more byte must come. */
export function blake2bPrepare(state: usize, data: usize, count: usize): void {
  blake2bInit(state);
  compress(state, data, count, BLOCK_SIZE, 0);
}

/** Two message words as a vector. */
@inline
function pair(block: usize, first: usize, second: usize): v128 {
  return v128.load64_lane(block + second * 8, v128.load64_zero(block + first * 8), 1);
}

@inline
function turn32(x: v128): v128 {
  return i8x16.shuffle(x, x, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11);
}

@inline
function turn24(x: v128): v128 {
  return i8x16.shuffle(x, x, 3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10);
}

@inline
function turn16(x: v128): v128 {
  return i8x16.swizzle(x, i8x16(2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9));
}

@inline
function turn63(x: v128): v128 {
  return v128.or(i64x2.shr_u(x, 63), i64x2.add(x, x));
}

/** The upper lane of one and the lower lane of the other. */
@inline
function across(x: v128, y: v128): v128 {
  return i8x16.shuffle(x, y, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
}

/** Hashes `count` whole blocks; `last` is all ones for the block that ends the message, else 0. */
function compress(state: usize, data: usize, count: usize, size: u64, last: u64): void {
  let h0 = v128.load(state, 0);
  let h1 = v128.load(state, 16);
  let h2 = v128.load(state, 32);
  let h3 = v128.load(state, 48);
  let hashed = load<u64>(state, COUNT);
  for (; count > 0; count--) {
    hashed += size;
    let a0 = h0;
    let a1 = h1;
    let b0 = h2;
    let b1 = h3;
    let c0 = i64x2(IV0, IV1);
    let c1 = i64x2(IV2, IV3);
    let d0 = v128.xor(i64x2(IV4, IV5), i64x2.replace_lane(i64x2.splat(0), 0, hashed));
    let d1 = v128.xor(i64x2(IV6, IV7), i64x2.replace_lane(i64x2.splat(0), 0, last));
    let b2: v128;
    let b3: v128;
    let d2: v128;
    let d3: v128;

    // Rounds 0 to 9, then 0 and 1 again. Each works on columns, then with b, c and d turned on diagonals (b2, b3, c1, c0, d2, d3).
    for (let again = false; ; again = true) {
      a0 = i64x2.add(i64x2.add(a0, pair(data, 0, 2)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 4, 6)), b1);
      d0 = turn32(v128.xor(d0, a0));
      d1 = turn32(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn24(v128.xor(b0, c0));
      b1 = turn24(v128.xor(b1, c1));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 1, 3)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 5, 7)), b1);
      d0 = turn16(v128.xor(d0, a0));
      d1 = turn16(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn63(v128.xor(b0, c0));
      b1 = turn63(v128.xor(b1, c1));
      b2 = across(b0, b1);
      b3 = across(b1, b0);
      d2 = across(d1, d0);
      d3 = across(d0, d1);
      a0 = i64x2.add(i64x2.add(a0, pair(data, 8, 10)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 12, 14)), b3);
      d2 = turn32(v128.xor(d2, a0));
      d3 = turn32(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn24(v128.xor(b2, c1));
      b3 = turn24(v128.xor(b3, c0));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 9, 11)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 13, 15)), b3);
      d2 = turn16(v128.xor(d2, a0));
      d3 = turn16(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn63(v128.xor(b2, c1));
      b3 = turn63(v128.xor(b3, c0));
      b0 = across(b3, b2);
      b1 = across(b2, b3);
      d0 = across(d2, d3);
      d1 = across(d3, d2);

      a0 = i64x2.add(i64x2.add(a0, pair(data, 14, 4)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 9, 13)), b1);
      d0 = turn32(v128.xor(d0, a0));
      d1 = turn32(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn24(v128.xor(b0, c0));
      b1 = turn24(v128.xor(b1, c1));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 10, 8)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 15, 6)), b1);
      d0 = turn16(v128.xor(d0, a0));
      d1 = turn16(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn63(v128.xor(b0, c0));
      b1 = turn63(v128.xor(b1, c1));
      b2 = across(b0, b1);
      b3 = across(b1, b0);
      d2 = across(d1, d0);
      d3 = across(d0, d1);
      a0 = i64x2.add(i64x2.add(a0, pair(data, 1, 0)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 11, 5)), b3);
      d2 = turn32(v128.xor(d2, a0));
      d3 = turn32(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn24(v128.xor(b2, c1));
      b3 = turn24(v128.xor(b3, c0));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 12, 2)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 7, 3)), b3);
      d2 = turn16(v128.xor(d2, a0));
      d3 = turn16(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn63(v128.xor(b2, c1));
      b3 = turn63(v128.xor(b3, c0));
      b0 = across(b3, b2);
      b1 = across(b2, b3);
      d0 = across(d2, d3);
      d1 = across(d3, d2);
      if (again) break;

      a0 = i64x2.add(i64x2.add(a0, pair(data, 11, 12)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 5, 15)), b1);
      d0 = turn32(v128.xor(d0, a0));
      d1 = turn32(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn24(v128.xor(b0, c0));
      b1 = turn24(v128.xor(b1, c1));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 8, 0)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 2, 13)), b1);
      d0 = turn16(v128.xor(d0, a0));
      d1 = turn16(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn63(v128.xor(b0, c0));
      b1 = turn63(v128.xor(b1, c1));
      b2 = across(b0, b1);
      b3 = across(b1, b0);
      d2 = across(d1, d0);
      d3 = across(d0, d1);
      a0 = i64x2.add(i64x2.add(a0, pair(data, 10, 3)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 7, 9)), b3);
      d2 = turn32(v128.xor(d2, a0));
      d3 = turn32(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn24(v128.xor(b2, c1));
      b3 = turn24(v128.xor(b3, c0));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 14, 6)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 1, 4)), b3);
      d2 = turn16(v128.xor(d2, a0));
      d3 = turn16(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn63(v128.xor(b2, c1));
      b3 = turn63(v128.xor(b3, c0));
      b0 = across(b3, b2);
      b1 = across(b2, b3);
      d0 = across(d2, d3);
      d1 = across(d3, d2);

      a0 = i64x2.add(i64x2.add(a0, pair(data, 7, 3)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 13, 11)), b1);
      d0 = turn32(v128.xor(d0, a0));
      d1 = turn32(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn24(v128.xor(b0, c0));
      b1 = turn24(v128.xor(b1, c1));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 9, 1)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 12, 14)), b1);
      d0 = turn16(v128.xor(d0, a0));
      d1 = turn16(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn63(v128.xor(b0, c0));
      b1 = turn63(v128.xor(b1, c1));
      b2 = across(b0, b1);
      b3 = across(b1, b0);
      d2 = across(d1, d0);
      d3 = across(d0, d1);
      a0 = i64x2.add(i64x2.add(a0, pair(data, 2, 5)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 4, 15)), b3);
      d2 = turn32(v128.xor(d2, a0));
      d3 = turn32(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn24(v128.xor(b2, c1));
      b3 = turn24(v128.xor(b3, c0));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 6, 10)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 0, 8)), b3);
      d2 = turn16(v128.xor(d2, a0));
      d3 = turn16(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn63(v128.xor(b2, c1));
      b3 = turn63(v128.xor(b3, c0));
      b0 = across(b3, b2);
      b1 = across(b2, b3);
      d0 = across(d2, d3);
      d1 = across(d3, d2);

      a0 = i64x2.add(i64x2.add(a0, pair(data, 9, 5)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 2, 10)), b1);
      d0 = turn32(v128.xor(d0, a0));
      d1 = turn32(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn24(v128.xor(b0, c0));
      b1 = turn24(v128.xor(b1, c1));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 0, 7)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 4, 15)), b1);
      d0 = turn16(v128.xor(d0, a0));
      d1 = turn16(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn63(v128.xor(b0, c0));
      b1 = turn63(v128.xor(b1, c1));
      b2 = across(b0, b1);
      b3 = across(b1, b0);
      d2 = across(d1, d0);
      d3 = across(d0, d1);
      a0 = i64x2.add(i64x2.add(a0, pair(data, 14, 11)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 6, 3)), b3);
      d2 = turn32(v128.xor(d2, a0));
      d3 = turn32(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn24(v128.xor(b2, c1));
      b3 = turn24(v128.xor(b3, c0));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 1, 12)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 8, 13)), b3);
      d2 = turn16(v128.xor(d2, a0));
      d3 = turn16(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn63(v128.xor(b2, c1));
      b3 = turn63(v128.xor(b3, c0));
      b0 = across(b3, b2);
      b1 = across(b2, b3);
      d0 = across(d2, d3);
      d1 = across(d3, d2);

      a0 = i64x2.add(i64x2.add(a0, pair(data, 2, 6)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 0, 8)), b1);
      d0 = turn32(v128.xor(d0, a0));
      d1 = turn32(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn24(v128.xor(b0, c0));
      b1 = turn24(v128.xor(b1, c1));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 12, 10)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 11, 3)), b1);
      d0 = turn16(v128.xor(d0, a0));
      d1 = turn16(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn63(v128.xor(b0, c0));
      b1 = turn63(v128.xor(b1, c1));
      b2 = across(b0, b1);
      b3 = across(b1, b0);
      d2 = across(d1, d0);
      d3 = across(d0, d1);
      a0 = i64x2.add(i64x2.add(a0, pair(data, 4, 7)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 15, 1)), b3);
      d2 = turn32(v128.xor(d2, a0));
      d3 = turn32(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn24(v128.xor(b2, c1));
      b3 = turn24(v128.xor(b3, c0));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 13, 5)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 14, 9)), b3);
      d2 = turn16(v128.xor(d2, a0));
      d3 = turn16(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn63(v128.xor(b2, c1));
      b3 = turn63(v128.xor(b3, c0));
      b0 = across(b3, b2);
      b1 = across(b2, b3);
      d0 = across(d2, d3);
      d1 = across(d3, d2);

      a0 = i64x2.add(i64x2.add(a0, pair(data, 12, 1)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 14, 4)), b1);
      d0 = turn32(v128.xor(d0, a0));
      d1 = turn32(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn24(v128.xor(b0, c0));
      b1 = turn24(v128.xor(b1, c1));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 5, 15)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 13, 10)), b1);
      d0 = turn16(v128.xor(d0, a0));
      d1 = turn16(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn63(v128.xor(b0, c0));
      b1 = turn63(v128.xor(b1, c1));
      b2 = across(b0, b1);
      b3 = across(b1, b0);
      d2 = across(d1, d0);
      d3 = across(d0, d1);
      a0 = i64x2.add(i64x2.add(a0, pair(data, 0, 6)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 9, 8)), b3);
      d2 = turn32(v128.xor(d2, a0));
      d3 = turn32(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn24(v128.xor(b2, c1));
      b3 = turn24(v128.xor(b3, c0));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 7, 3)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 2, 11)), b3);
      d2 = turn16(v128.xor(d2, a0));
      d3 = turn16(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn63(v128.xor(b2, c1));
      b3 = turn63(v128.xor(b3, c0));
      b0 = across(b3, b2);
      b1 = across(b2, b3);
      d0 = across(d2, d3);
      d1 = across(d3, d2);

      a0 = i64x2.add(i64x2.add(a0, pair(data, 13, 7)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 12, 3)), b1);
      d0 = turn32(v128.xor(d0, a0));
      d1 = turn32(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn24(v128.xor(b0, c0));
      b1 = turn24(v128.xor(b1, c1));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 11, 14)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 1, 9)), b1);
      d0 = turn16(v128.xor(d0, a0));
      d1 = turn16(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn63(v128.xor(b0, c0));
      b1 = turn63(v128.xor(b1, c1));
      b2 = across(b0, b1);
      b3 = across(b1, b0);
      d2 = across(d1, d0);
      d3 = across(d0, d1);
      a0 = i64x2.add(i64x2.add(a0, pair(data, 5, 15)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 8, 2)), b3);
      d2 = turn32(v128.xor(d2, a0));
      d3 = turn32(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn24(v128.xor(b2, c1));
      b3 = turn24(v128.xor(b3, c0));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 0, 4)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 6, 10)), b3);
      d2 = turn16(v128.xor(d2, a0));
      d3 = turn16(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn63(v128.xor(b2, c1));
      b3 = turn63(v128.xor(b3, c0));
      b0 = across(b3, b2);
      b1 = across(b2, b3);
      d0 = across(d2, d3);
      d1 = across(d3, d2);

      a0 = i64x2.add(i64x2.add(a0, pair(data, 6, 14)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 11, 0)), b1);
      d0 = turn32(v128.xor(d0, a0));
      d1 = turn32(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn24(v128.xor(b0, c0));
      b1 = turn24(v128.xor(b1, c1));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 15, 9)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 3, 8)), b1);
      d0 = turn16(v128.xor(d0, a0));
      d1 = turn16(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn63(v128.xor(b0, c0));
      b1 = turn63(v128.xor(b1, c1));
      b2 = across(b0, b1);
      b3 = across(b1, b0);
      d2 = across(d1, d0);
      d3 = across(d0, d1);
      a0 = i64x2.add(i64x2.add(a0, pair(data, 12, 13)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 1, 10)), b3);
      d2 = turn32(v128.xor(d2, a0));
      d3 = turn32(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn24(v128.xor(b2, c1));
      b3 = turn24(v128.xor(b3, c0));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 2, 7)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 4, 5)), b3);
      d2 = turn16(v128.xor(d2, a0));
      d3 = turn16(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn63(v128.xor(b2, c1));
      b3 = turn63(v128.xor(b3, c0));
      b0 = across(b3, b2);
      b1 = across(b2, b3);
      d0 = across(d2, d3);
      d1 = across(d3, d2);

      a0 = i64x2.add(i64x2.add(a0, pair(data, 10, 8)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 7, 1)), b1);
      d0 = turn32(v128.xor(d0, a0));
      d1 = turn32(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn24(v128.xor(b0, c0));
      b1 = turn24(v128.xor(b1, c1));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 2, 4)), b0);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 6, 5)), b1);
      d0 = turn16(v128.xor(d0, a0));
      d1 = turn16(v128.xor(d1, a1));
      c0 = i64x2.add(c0, d0);
      c1 = i64x2.add(c1, d1);
      b0 = turn63(v128.xor(b0, c0));
      b1 = turn63(v128.xor(b1, c1));
      b2 = across(b0, b1);
      b3 = across(b1, b0);
      d2 = across(d1, d0);
      d3 = across(d0, d1);
      a0 = i64x2.add(i64x2.add(a0, pair(data, 15, 9)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 3, 13)), b3);
      d2 = turn32(v128.xor(d2, a0));
      d3 = turn32(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn24(v128.xor(b2, c1));
      b3 = turn24(v128.xor(b3, c0));
      a0 = i64x2.add(i64x2.add(a0, pair(data, 11, 14)), b2);
      a1 = i64x2.add(i64x2.add(a1, pair(data, 12, 0)), b3);
      d2 = turn16(v128.xor(d2, a0));
      d3 = turn16(v128.xor(d3, a1));
      c1 = i64x2.add(c1, d2);
      c0 = i64x2.add(c0, d3);
      b2 = turn63(v128.xor(b2, c1));
      b3 = turn63(v128.xor(b3, c0));
      b0 = across(b3, b2);
      b1 = across(b2, b3);
      d0 = across(d2, d3);
      d1 = across(d3, d2);
    }

    h0 = v128.xor(h0, v128.xor(a0, c0));
    h1 = v128.xor(h1, v128.xor(a1, c1));
    h2 = v128.xor(h2, v128.xor(b0, d0));
    h3 = v128.xor(h3, v128.xor(b1, d1));
    data += BLOCK_SIZE;
  }
  v128.store(state, h0, 0);
  v128.store(state, h1, 16);
  v128.store(state, h2, 32);
  v128.store(state, h3, 48);
  store<u64>(state, hashed, COUNT);
}

/** Adds `size` bytes to the message. The last block always waits: only {@link blake2bFinal} knows that it is the last. */
export function blake2bUpdate(state: usize, data: usize, size: usize): void {
  let waiting = <usize>load<u32>(state, WAITING);
  if (waiting + size <= BLOCK_SIZE) {
    memory.copy(state + BUFFER + waiting, data, size);
    store<u32>(state, <u32>(waiting + size), WAITING);
    return;
  }
  if (waiting > 0) {
    const missing = BLOCK_SIZE - waiting;
    memory.copy(state + BUFFER + waiting, data, missing);
    compress(state, state + BUFFER, 1, BLOCK_SIZE, 0);
    data += missing;
    size -= missing;
  }
  const blocks = size > 0 ? (size - 1) / BLOCK_SIZE : 0;
  compress(state, data, blocks, BLOCK_SIZE, 0);
  waiting = size - blocks * BLOCK_SIZE;
  memory.copy(state + BUFFER, data + blocks * BLOCK_SIZE, waiting);
  store<u32>(state, <u32>waiting, WAITING);
}

/** Ends the message; the digest is the first 32 bytes of `state` then. */
export function blake2bFinal(state: usize): void {
  const waiting = <usize>load<u32>(state, WAITING);
  memory.fill(state + BUFFER + waiting, 0, BLOCK_SIZE - waiting);
  compress(state, state + BUFFER, 1, <u64>waiting, <u64>-1);
}
