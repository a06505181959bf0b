/** XXH64 with seed 0, streaming. Specification: the xxHash project's "XXH64 algorithm description". */

const PRIME1: u64 = 0x9e3779b185ebca87;
const PRIME2: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME3: u64 = 0x165667b19e3779f9;
const PRIME4: u64 = 0x85ebca77c2b2ae63;
const PRIME5: u64 = 0x27d4eb2f165667c5;

const STRIPE_SIZE: usize = 32;

// State in memory: four accumulators, count of bytes hashed (u64), count of bytes waiting (u32, padded), waiting bytes.
const TOTAL: usize = 32;
const WAITING: usize = 40;
const BUFFER: usize = 48;
const STATE_SIZE: usize = BUFFER + STRIPE_SIZE;

export function xxh64StateSize(): usize {
  return STATE_SIZE;
}

export function xxh64Init(state: usize): void {
  store<u64>(state, PRIME1 + PRIME2, 0);
  store<u64>(state, PRIME2, 8);
  store<u64>(state, 0, 16);
  store<u64>(state, 0 - PRIME1, 24);
  store<u64>(state, 0, TOTAL);
  store<u32>(state, 0, WAITING);
}

@inline
function round(accumulator: u64, lane: u64): u64 {
  return rotl<u64>(accumulator + lane * PRIME2, 31) * PRIME1;
}

/** Takes `size` bytes, whole stripes, into the accumulators. */
function stripes(state: usize, data: usize, size: usize): void {
  let a = load<u64>(state, 0);
  let b = load<u64>(state, 8);
  let c = load<u64>(state, 16);
  let d = load<u64>(state, 24);
  for (const end = data + size; data < end; data += STRIPE_SIZE) {
    a = round(a, load<u64>(data, 0));
    b = round(b, load<u64>(data, 8));
    c = round(c, load<u64>(data, 16));
    d = round(d, load<u64>(data, 24));
  }
  store<u64>(state, a, 0);
  store<u64>(state, b, 8);
  store<u64>(state, c, 16);
  store<u64>(state, d, 24);
}

export function xxh64Update(state: usize, data: usize, size: usize): void {
  store<u64>(state, load<u64>(state, TOTAL) + <u64>size, TOTAL);
  let waiting = <usize>load<u32>(state, WAITING);
  if (waiting + size >= STRIPE_SIZE) {
    if (waiting > 0) {
      const missing = STRIPE_SIZE - waiting;
      memory.copy(state + BUFFER + waiting, data, missing);
      stripes(state, state + BUFFER, STRIPE_SIZE);
      data += missing;
      size -= missing;
      waiting = 0;
    }
    const whole = size & ~(STRIPE_SIZE - 1);
    stripes(state, data, whole);
    data += whole;
    size -= whole;
  }
  memory.copy(state + BUFFER + waiting, data, size);
  store<u32>(state, <u32>(waiting + size), WAITING);
}

@inline
function merge(hash: u64, accumulator: u64): u64 {
  return (hash ^ round(0, accumulator)) * PRIME1 + PRIME4;
}

/** Writes the hash so far, 8 bytes big endian, to `target`; the state stays as it is. */
export function xxh64Digest(state: usize, target: usize): void {
  const total = load<u64>(state, TOTAL);
  let hash = PRIME5;
  if (total >= STRIPE_SIZE) {
    const a = load<u64>(state, 0);
    const b = load<u64>(state, 8);
    const c = load<u64>(state, 16);
    const d = load<u64>(state, 24);
    hash = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
    hash = merge(merge(merge(merge(hash, a), b), c), d);
  }
  hash += total;
  let at = state + BUFFER;
  const end = at + <usize>load<u32>(state, WAITING);
  for (; at + 8 <= end; at += 8) hash = rotl<u64>(hash ^ round(0, load<u64>(at)), 27) * PRIME1 + PRIME4;
  for (; at + 4 <= end; at += 4) hash = rotl<u64>(hash ^ (<u64>load<u32>(at) * PRIME1), 23) * PRIME2 + PRIME3;
  for (; at < end; at++) hash = rotl<u64>(hash ^ (<u64>load<u8>(at) * PRIME5), 11) * PRIME1;
  hash = (hash ^ (hash >> 33)) * PRIME2;
  hash = (hash ^ (hash >> 29)) * PRIME3;
  store<u64>(target, bswap<u64>(hash ^ (hash >> 32)));
}
