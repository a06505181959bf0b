/**
 * Match finder of the LZMA2 encoder: for each position the earlier places that begin alike, by hash chains.
 *
 * Tables hold positions + 1, 0 for none. Globals belong to the instance, and so to one thread.
 */

const HEAD2_SIZE: usize = 4 << 16;
const HEAD3_BITS: u32 = 16;
const HEAD3_SIZE: usize = 4 << HEAD3_BITS;
const HEAD4_BITS_MIN: u32 = 12;
const HEAD4_BITS_MAX: u32 = 20;

/** Bytes of scratch for a source of `size` bytes. */
export function matchesScratchSize(size: usize): usize {
  return HEAD2_SIZE + HEAD3_SIZE + (4 << head4Bits(size)) + 4 * size;
}

function head4Bits(size: usize): usize {
  const bits = 32 - <u32>clz<u32>(<u32>size);
  return <usize>min<u32>(max<u32>(bits, HEAD4_BITS_MIN), HEAD4_BITS_MAX);
}

let source: usize = 0;
let sourceSize: u32 = 0;
let head2: usize = 0;
let head3: usize = 0;
let head4: usize = 0;
let chain: usize = 0;
let head4Shift: u32 = 0;
let distanceMax: u32 = 0;
let depthMax: u32 = 0;
let lengthEnough: u32 = 0;

/** Pairs of length and distance - 1, both growing. */
export let pairs: usize = 0;

/** Begins a source. `found`: room for 272 pairs of u32. */
export function beginMatches(data: usize, size: usize, depth: u32, enough: u32, dictionary: u32, found: usize, scratch: usize): void {
  source = data;
  sourceSize = <u32>size;
  head2 = scratch;
  head3 = head2 + HEAD2_SIZE;
  head4 = head3 + HEAD3_SIZE;
  const bits = head4Bits(size);
  head4Shift = 32 - <u32>bits;
  chain = head4 + (4 << bits);
  distanceMax = dictionary;
  depthMax = depth;
  lengthEnough = enough;
  pairs = found;
  memory.fill(scratch, 0, chain - scratch);
}

@inline
function slot3(word: u32): usize {
  return head3 + <usize>((((word << 8) * 0x9e3779b1) >> (32 - HEAD3_BITS)) << 2);
}

@inline
function slot4(word: u32): usize {
  return head4 + <usize>(((word * 0x9e3779b1) >> head4Shift) << 2);
}

/** How many bytes are alike at `a` and behind it in `b`, at most `most`. */
@inline
export function alike(a: usize, b: usize, most: u32): u32 {
  let n: u32 = 0;
  while (n + 8 <= most) {
    const difference = load<u64>(a + <usize>n) ^ load<u64>(b + <usize>n);
    if (difference != 0) return n + <u32>(ctz<u64>(difference) >> 3);
    n += 8;
  }
  while (n < most && load<u8>(a + <usize>n) == load<u8>(b + <usize>n)) n++;
  return n;
}

@inline
function pair(count: u32, length: u32, distance: u32): void {
  store<u32>(pairs + <usize>(count << 3), length);
  store<u32>(pairs + <usize>(count << 3), distance - 1, 4);
}

/**
 * Finds matches at `position` and enters it into the tables. Each position must be found or entered, in order.
 *
 * @returns Count of {@link pairs}.
 */
export function findMatches(position: u32, most: u32): u32 {
  const at = source + <usize>position;
  if (sourceSize - position < 4) return 0;
  const word = load<u32>(at);
  const place2 = head2 + <usize>((word & 0xffff) << 2);
  const place3 = slot3(word);
  const place4 = slot4(word);
  const near2 = load<u32>(place2);
  const near3 = load<u32>(place3);
  let next = load<u32>(place4);
  const entry = position + 1;
  store<u32>(place2, entry);
  store<u32>(place3, entry);
  store<u32>(place4, entry);
  store<u32>(chain + <usize>(position << 2), next);

  let count: u32 = 0;
  let best: u32 = 1;
  if (near2 != 0 && entry - near2 <= distanceMax) {
    const length = alike(source + <usize>(near2 - 1), at, most);
    if (length > best) {
      best = length;
      pair(count++, length, entry - near2);
    }
  }
  if (near3 != 0 && near3 != near2 && entry - near3 <= distanceMax) {
    const length = alike(source + <usize>(near3 - 1), at, most);
    if (length > best) {
      best = length;
      pair(count++, length, entry - near3);
    }
  }
  for (let depth = depthMax; next != 0 && depth > 0 && best < most; depth--) {
    const distance = entry - next;
    if (distance > distanceMax) break;
    const candidate = source + <usize>(next - 1);
    if (load<u8>(candidate + <usize>best) == load<u8>(at + <usize>best) && load<u32>(candidate) == word) {
      const length = alike(candidate, at, most);
      if (length > best) {
        best = length;
        pair(count++, length, distance);
        if (best >= lengthEnough) break;
      }
    }
    next = load<u32>(chain + <usize>((next - 1) << 2));
  }
  return count;
}

/** Enters `count` positions without looking for matches. */
export function enterPositions(position: u32, count: u32): void {
  for (const end = position + count; position < end && sourceSize - position >= 4; position++) {
    const word = load<u32>(source + <usize>position);
    const place4 = slot4(word);
    store<u32>(chain + <usize>(position << 2), load<u32>(place4));
    store<u32>(place4, position + 1);
    store<u32>(slot3(word), position + 1);
    store<u32>(head2 + <usize>((word & 0xffff) << 2), position + 1);
  }
}
