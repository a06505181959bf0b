/**
 * SHA-256 from a state that was prepared before, for short messages: calling the platform costs more than hashing them.
 * FIPS 180-4, 6.2.
 */

const BLOCK_SIZE: usize = 64;
const STATE_SIZE: usize = 32;
/** Expanded message words of one block. */
const SCHEDULE_SIZE: usize = 64 * 4;
const ROUND_CONSTANTS_SIZE: usize = 64 * 4;

/** Schedule, round constants (filled in by the caller), and room for the last two blocks of a message. */
export function sha256ScratchSize(): usize {
  return SCHEDULE_SIZE + ROUND_CONSTANTS_SIZE + 2 * BLOCK_SIZE;
}

/** Where in the scratch the caller puts the 64 round constants. */
export function sha256ConstantsOffset(): usize {
  return SCHEDULE_SIZE;
}

@inline
function expand(schedule: usize): void {
  for (let at: usize = 64; at < SCHEDULE_SIZE; at += 4) {
    const word = schedule + at;
    const early = load<u32>(word - 60);
    const late = load<u32>(word - 8);
    const s0 = rotr<u32>(early, 7) ^ rotr<u32>(early, 18) ^ (early >>> 3);
    const s1 = rotr<u32>(late, 17) ^ rotr<u32>(late, 19) ^ (late >>> 10);
    store<u32>(word, load<u32>(word - 64) + s0 + load<u32>(word - 28) + s1);
  }
}

/** Takes one block into the state. */
function compress(state: usize, block: usize, scratch: usize): void {
  for (let at: usize = 0; at < BLOCK_SIZE; at += 4) store<u32>(scratch + at, bswap<u32>(load<u32>(block + at)));
  expand(scratch);
  let a = load<u32>(state, 0);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  let f = load<u32>(state, 20);
  let g = load<u32>(state, 24);
  let h = load<u32>(state, 28);
  const constants = scratch + SCHEDULE_SIZE;
  for (let at: usize = 0; at < SCHEDULE_SIZE; at += 4) {
    const choice = (e & f) ^ (~e & g);
    const s1 = rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25);
    const first = h + s1 + choice + load<u32>(constants + at) + load<u32>(scratch + at);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const s0 = rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22);
    h = g;
    g = f;
    f = e;
    e = d + first;
    d = c;
    c = b;
    b = a;
    a = first + s0 + majority;
  }
  store<u32>(state, load<u32>(state, 0) + a, 0);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16);
  store<u32>(state, load<u32>(state, 20) + f, 20);
  store<u32>(state, load<u32>(state, 24) + g, 24);
  store<u32>(state, load<u32>(state, 28) + h, 28);
}

/**
 * Goes on from `state` (32 bytes, native words) with `size` bytes of data, then ends the message.
 *
 * `before` counts the bytes that are in the state already, whole blocks. Leaves the digest in `state`, in the byte order of the standard.
 */
export function sha256Finish(state: usize, before: usize, data: usize, size: usize, scratch: usize): void {
  let rest = size;
  for (; rest >= BLOCK_SIZE; rest -= BLOCK_SIZE, data += BLOCK_SIZE) compress(state, data, scratch);
  const tail = scratch + SCHEDULE_SIZE + ROUND_CONSTANTS_SIZE;
  memory.fill(tail, 0, 2 * BLOCK_SIZE);
  memory.copy(tail, data, rest);
  store<u8>(tail + rest, 0x80);
  const length: usize = rest + 9 > BLOCK_SIZE ? 2 * BLOCK_SIZE : BLOCK_SIZE;
  store<u64>(tail + length - 8, bswap<u64>(<u64>(before + size) * 8));
  compress(state, tail, scratch);
  if (length > BLOCK_SIZE) compress(state, tail + BLOCK_SIZE, scratch);
  for (let at: usize = 0; at < STATE_SIZE; at += 4) store<u32>(state + at, bswap<u32>(load<u32>(state + at)));
}

/** Takes one block into a state that is to be kept. */
export function sha256Block(state: usize, block: usize, scratch: usize): void {
  compress(state, block, scratch);
}
