/**
 * LZ4 blocks. docs/formats/compression.md, "lz4".
 *
 * A block is a row of sequences: token (4 bits count of literals, 4 bits length of match - 4; 15 means that bytes to add follow, up
 * to one below 255), literals, 16-bit distance, more of the match length. The last sequence ends after its literals. No match
 * begins in the last 12 bytes of the plaintext or reaches into its last 5.
 */

const MATCH_MIN: usize = 4;
const DISTANCE_MAX: usize = 65535;
/** No match begins closer to the end than this. */
const BEGIN_MARGIN: usize = 12;
/** No match ends closer to the end than this. */
const END_MARGIN: usize = 5;

const TABLE_BITS: usize = 12;
/** Bytes of scratch for {@link lz4Compress}. */
const TABLE_SIZE: usize = 4 << TABLE_BITS;

/** Steps between tries grow by one each time this many tries (as a power of two) in a row have failed. */
const PATIENCE_BITS: usize = 6;

export function lz4ScratchSize(): usize {
  return TABLE_SIZE;
}

/** Place in the table for the 5 bytes at `at`. */
@inline
function slot(table: usize, at: usize): usize {
  return table + (<usize>(((load<u64>(at) << 24) * 889523592379) >> <u64>(64 - TABLE_BITS)) << 2);
}

/** Bytes behind `count` in a token's nibble that spell the rest of it. */
@inline
function spelledSize(count: usize): usize {
  return count < 15 ? 0 : (count - 15) / 255 + 1;
}

/** Writes what is left of `count` behind a full nibble; returns the place behind. */
@inline
function spell(target: usize, count: usize): usize {
  let rest = count - 15;
  for (; rest >= 255; rest -= 255) store<u8>(target++, 255);
  store<u8>(target, <u8>rest);
  return target + 1;
}

/** How many bytes are alike at `a` and behind it in `b`, not looking past `end`. */
@inline
function alike(a: usize, b: usize, end: usize): usize {
  const start = b;
  while (b + 8 <= end) {
    const difference = load<u64>(a) ^ load<u64>(b);
    if (difference != 0) return b - start + <usize>(ctz<u64>(difference) >> 3);
    a += 8;
    b += 8;
  }
  while (b < end && load<u8>(a) == load<u8>(b)) {
    a++;
    b++;
  }
  return b - start;
}

/** Copies `count` literals, in whole vectors where both sides have the room for it. */
@inline
function copyLiterals(target: usize, source: usize, count: usize, targetEnd: usize, sourceEnd: usize): void {
  if (count > 64 || target + 64 > targetEnd || source + 64 > sourceEnd) {
    memory.copy(target, source, count);
    return;
  }
  v128.store(target, v128.load(source));
  for (let done: usize = 16; done < count; done += 16) v128.store(target + done, v128.load(source + done));
}

/** @returns Size of the block written, or 0 if it would pass `targetSize`. `table`: {@link lz4ScratchSize} bytes. */
export function lz4Compress(source: usize, sourceSize: usize, target: usize, targetSize: usize, table: usize): usize {
  const sourceEnd = source + sourceSize;
  const targetEnd = target + targetSize;
  let literals = source;
  let out = target;
  if (sourceSize > BEGIN_MARGIN) {
    const lastBegin = sourceEnd - BEGIN_MARGIN;
    const matchEnd = sourceEnd - END_MARGIN;
    memory.fill(table, 0, TABLE_SIZE);
    let at = source + 1;
    let tries: usize = 1 << PATIENCE_BITS;
    while (at <= lastBegin) {
      const place = slot(table, at);
      let match = source + <usize>load<u32>(place);
      store<u32>(place, <u32>(at - source));
      if (at - match > DISTANCE_MAX || load<u32>(match) != load<u32>(at)) {
        at += tries++ >> PATIENCE_BITS;
        continue;
      }
      while (at > literals && match > source && load<u8>(at - 1) == load<u8>(match - 1)) {
        at--;
        match--;
      }
      const length = alike(match + MATCH_MIN, at + MATCH_MIN, matchEnd);
      const count = at - literals;
      const needed: usize = 1 + spelledSize(count) + count + 2 + spelledSize(length);
      if (needed > targetEnd - out) return 0;
      const token = out++;
      store<u8>(token, (<u8>min<usize>(count, 15) << 4) | <u8>min<usize>(length, 15));
      if (count >= 15) out = spell(out, count);
      copyLiterals(out, literals, count, targetEnd, sourceEnd);
      out += count;
      store<u16>(out, <u16>(at - match));
      out += 2;
      if (length >= 15) out = spell(out, length);
      at += length + MATCH_MIN;
      literals = at;
      tries = 1 << PATIENCE_BITS;
      if (at <= lastBegin) store<u32>(slot(table, at - 2), <u32>(at - 2 - source));
    }
  }
  const count = sourceEnd - literals;
  if (1 + spelledSize(count) + count > targetEnd - out) return 0;
  store<u8>(out++, <u8>min<usize>(count, 15) << 4);
  if (count >= 15) out = spell(out, count);
  memory.copy(out, literals, count);
  return out + count - target;
}

/** Copies a match onto its own continuation; `distance` may be shorter than `count`. */
@inline
function copyMatch(target: usize, distance: usize, count: usize, targetEnd: usize): void {
  let from = target - distance;
  const end = target + count;
  if (distance >= 16 && targetEnd - end >= 16) {
    for (; target < end; target += 16, from += 16) v128.store(target, v128.load(from));
  } else if (distance >= 8 && targetEnd - end >= 8) {
    for (; target < end; target += 8, from += 8) store<u64>(target, load<u64>(from));
  } else if (distance == 1) {
    memory.fill(target, load<u8>(from), count);
  } else {
    while (target < end) store<u8>(target++, load<u8>(from++));
  }
}

/** @returns Count of bytes written, or -1 if the block is malformed or would write past `targetSize`. Any input is safe. */
export function lz4Decompress(source: usize, sourceSize: usize, target: usize, targetSize: usize): i32 {
  const sourceEnd = source + sourceSize;
  const targetEnd = target + targetSize;
  let out = target;
  while (source < sourceEnd) {
    const token = <usize>load<u8>(source++);
    let count = token >> 4;
    if (count == 15) {
      let more: usize = 255;
      while (more == 255) {
        if (source == sourceEnd || count > targetSize) return -1;
        more = <usize>load<u8>(source++);
        count += more;
      }
    }
    if (count > sourceEnd - source || count > targetEnd - out) return -1;
    copyLiterals(out, source, count, targetEnd, sourceEnd);
    source += count;
    out += count;
    if (source == sourceEnd) return <i32>(out - target);

    if (sourceEnd - source < 2) return -1;
    const distance = <usize>load<u16>(source);
    source += 2;
    if (distance == 0 || distance > out - target) return -1;
    let length = token & 15;
    if (length == 15) {
      let more: usize = 255;
      while (more == 255) {
        if (source == sourceEnd || length > targetSize) return -1;
        more = <usize>load<u8>(source++);
        length += more;
      }
    }
    length += MATCH_MIN;
    if (length > targetEnd - out) return -1;
    copyMatch(out, distance, length, targetEnd);
    out += length;
  }
  return -1;
}
