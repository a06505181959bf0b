/** LZMA2 decoder. docs/formats/compression.md, "lzma". Survives any input. */
import {
  ALIGN,
  IS_MATCH,
  IS_REP,
  IS_REP0,
  IS_REP0_LONG,
  IS_REP1,
  IS_REP2,
  LENGTH_CHOICE,
  LENGTH_CHOICE2,
  LENGTH_HIGH,
  LENGTH_LOW,
  LENGTH_MID,
  LITERAL,
  LITERAL_CONTEXT_SIZE,
  MATCH_LENGTH,
  MATCH_LENGTH_MIN,
  MODEL_SIZE,
  MOVE_BITS,
  PROBABILITY_BITS,
  RANGE_MIN,
  REP_LENGTH,
  resetModel,
  SLOT,
  SPECIAL,
  stateAfterLiteral,
  stateAfterMatch,
  stateAfterRep,
  stateAfterShortRep,
  statePosition,
  STATES_AFTER_LITERAL,
} from "./lzma-model";

/** Bytes of scratch for {@link lzma2Decode}. */
export function lzma2DecodeScratchSize(): usize {
  return MODEL_SIZE;
}

// The range decoder. Globals belong to the instance, and so to one thread.
let range: u32 = 0;
let code: u32 = 0;
let input: usize = 0;
/** Behind the input of the present chunk: from there on zeros are read, which is found out at the end of the chunk. */
let inputEnd: usize = 0;

@inline
function nextByte(): u32 {
  const byte = input < inputEnd ? <u32>load<u8>(input) : 0;
  input += 1;
  return byte;
}

function decodeBit(probability: usize): u32 {
  if (range < RANGE_MIN) {
    range <<= 8;
    code = (code << 8) | nextByte();
  }
  const p = <u32>load<u16>(probability);
  const bound = (range >> PROBABILITY_BITS) * p;
  if (code < bound) {
    range = bound;
    store<u16>(probability, <u16>(p + ((2048 - p) >> MOVE_BITS)));
    return 0;
  }
  range -= bound;
  code -= bound;
  store<u16>(probability, <u16>(p - (p >> MOVE_BITS)));
  return 1;
}

/** A symbol of `bits` bits, the highest first. The loop keeps the decoder in locals. */
function decodeTree(tree: usize, bits: u32): u32 {
  let r = range;
  let c = code;
  let symbol: u32 = 1;
  const top: u32 = 1 << bits;
  while (symbol < top) {
    if (r < RANGE_MIN) {
      r <<= 8;
      c = (c << 8) | nextByte();
    }
    const at = tree + <usize>(symbol << 1);
    const p = <u32>load<u16>(at);
    const bound = (r >> PROBABILITY_BITS) * p;
    if (c < bound) {
      r = bound;
      store<u16>(at, <u16>(p + ((2048 - p) >> MOVE_BITS)));
      symbol <<= 1;
    } else {
      r -= bound;
      c -= bound;
      store<u16>(at, <u16>(p - (p >> MOVE_BITS)));
      symbol = (symbol << 1) | 1;
    }
  }
  range = r;
  code = c;
  return symbol - top;
}

/** A symbol of `bits` bits, the lowest first. */
function decodeReverseTree(tree: usize, bits: u32): u32 {
  let symbol: u32 = 0;
  let node: u32 = 1;
  for (let n: u32 = 0; n < bits; n++) {
    const bit = decodeBit(tree + <usize>(node << 1));
    node = (node << 1) | bit;
    symbol |= bit << n;
  }
  return symbol;
}

function decodeDirect(bits: u32): u32 {
  let symbol: u32 = 0;
  for (let n: u32 = 0; n < bits; n++) {
    if (range < RANGE_MIN) {
      range <<= 8;
      code = (code << 8) | nextByte();
    }
    range >>= 1;
    const bit: u32 = code >= range ? 1 : 0;
    code -= range & (0 - bit);
    symbol = (symbol << 1) | bit;
  }
  return symbol;
}

/** A literal after a match: as long as it goes as `predicted`, the byte that the match would have gone on with, by trees of its own. */
function decodeMatchedLiteral(tree: usize, predicted: u32): u32 {
  let r = range;
  let c = code;
  let symbol: u32 = 1;
  let offset: u32 = 0x100;
  while (symbol < 0x100) {
    if (r < RANGE_MIN) {
      r <<= 8;
      c = (c << 8) | nextByte();
    }
    predicted <<= 1;
    const expected = predicted & offset;
    const at = tree + <usize>((offset + expected + symbol) << 1);
    const p = <u32>load<u16>(at);
    const bound = (r >> PROBABILITY_BITS) * p;
    if (c < bound) {
      r = bound;
      store<u16>(at, <u16>(p + ((2048 - p) >> MOVE_BITS)));
      symbol <<= 1;
      offset &= ~expected;
    } else {
      r -= bound;
      c -= bound;
      store<u16>(at, <u16>(p - (p >> MOVE_BITS)));
      symbol = (symbol << 1) | 1;
      offset &= expected;
    }
  }
  range = r;
  code = c;
  return symbol;
}

function decodeLength(model: usize, position: u32): u32 {
  if (decodeBit(model + LENGTH_CHOICE) == 0) {
    return MATCH_LENGTH_MIN + decodeTree(model + LENGTH_LOW + <usize>(position << 4), 3);
  }
  if (decodeBit(model + LENGTH_CHOICE2) == 0) {
    return MATCH_LENGTH_MIN + 8 + decodeTree(model + LENGTH_MID + <usize>(position << 4), 3);
  }
  return MATCH_LENGTH_MIN + 16 + decodeTree(model + LENGTH_HIGH, 8);
}

/** A distance - 1. */
function decodeDistance(model: usize, length: u32): u32 {
  const slot = decodeTree(model + SLOT + <usize>(min<u32>(length - MATCH_LENGTH_MIN, 3) << 7), 6);
  if (slot < 4) return slot;
  const bits = (slot >> 1) - 1;
  const base = (2 | (slot & 1)) << bits;
  if (slot < 14) return base + decodeReverseTree(model + SPECIAL + <usize>((base - slot) << 1), bits);
  return base + (decodeDirect(bits - 4) << 4) + decodeReverseTree(model + ALIGN, 4);
}

// What lasts from chunk to chunk.
let state: u32 = 0;
let rep0: u32 = 0;
let rep1: u32 = 0;
let rep2: u32 = 0;
let rep3: u32 = 0;
let literalContextBits: u32 = 0;
let literalPositionMask: u32 = 0;
let positionMask: u32 = 0;

function resetState(model: usize, contextBits: u32): void {
  resetModel(model, contextBits);
  state = 0;
  rep0 = 0;
  rep1 = 0;
  rep2 = 0;
  rep3 = 0;
}

@inline
function copyWithin(target: usize, distance: usize, count: usize): void {
  let from = target - distance;
  const end = target + count;
  if (distance >= 8) for (; target + 8 <= end; target += 8, from += 8) store<u64>(target, load<u64>(from));
  while (target < end) store<u8>(target++, load<u8>(from++));
}

/** Decodes one LZMA chunk into [out, end). `start`: where the dictionary begins. Returns whether it was sound. */
function decodeChunk(model: usize, start: usize, out: usize, end: usize): bool {
  input += 1;
  code = (nextByte() << 24) | (nextByte() << 16) | (nextByte() << 8) | nextByte();
  range = 0xffffffff;
  while (out < end) {
    if (input > inputEnd) return false;
    const position = <u32>(out - start);
    const place = position & positionMask;
    if (decodeBit(model + statePosition(IS_MATCH, state, place)) == 0) {
      const before = out > start ? <u32>load<u8>(out - 1) : 0;
      const context = ((position & literalPositionMask) << literalContextBits) + (before >> (8 - literalContextBits));
      const tree = model + LITERAL + LITERAL_CONTEXT_SIZE * <usize>context;
      if (state < STATES_AFTER_LITERAL) {
        store<u8>(out, <u8>decodeTree(tree, 8));
      } else {
        store<u8>(out, <u8>decodeMatchedLiteral(tree, <u32>load<u8>(out - <usize>rep0 - 1)));
      }
      out += 1;
      state = stateAfterLiteral(state);
      continue;
    }
    let length: u32;
    if (decodeBit(model + IS_REP + <usize>(state << 1)) == 0) {
      rep3 = rep2;
      rep2 = rep1;
      rep1 = rep0;
      length = decodeLength(model + MATCH_LENGTH, place);
      state = stateAfterMatch(state);
      rep0 = decodeDistance(model, length);
    } else {
      let short = false;
      if (decodeBit(model + IS_REP0 + <usize>(state << 1)) == 0) {
        short = decodeBit(model + statePosition(IS_REP0_LONG, state, place)) == 0;
      } else {
        let distance = rep1;
        if (decodeBit(model + IS_REP1 + <usize>(state << 1)) != 0) {
          distance = rep2;
          if (decodeBit(model + IS_REP2 + <usize>(state << 1)) != 0) {
            distance = rep3;
            rep3 = rep2;
          }
          rep2 = rep1;
        }
        rep1 = rep0;
        rep0 = distance;
      }
      if (short) {
        length = 1;
        state = stateAfterShortRep(state);
      } else {
        length = decodeLength(model + REP_LENGTH, place);
        state = stateAfterRep(state);
      }
    }
    if (<usize>rep0 >= out - start || <usize>length > end - out) return false;
    copyWithin(out, <usize>rep0 + 1, <usize>length);
    out += <usize>length;
  }
  if (range < RANGE_MIN) input += 1;
  return input <= inputEnd;
}

@inline
function be16(at: usize): usize {
  return (<usize>load<u8>(at) << 8) | <usize>load<u8>(at, 1);
}

/**
 * Decodes chunks up to the one that says that it is the last.
 *
 * @param scratch {@link lzma2DecodeScratchSize} bytes, aligned to 4; the count of bytes read stands in its first word afterwards.
 * @returns Count of bytes written, or -1 if the input is malformed or would write past `targetSize`.
 */
export function lzma2Decode(source: usize, sourceSize: usize, target: usize, targetSize: usize, scratch: usize): i32 {
  const sourceEnd = source + sourceSize;
  const targetEnd = target + targetSize;
  let at = source;
  let out = target;
  /** Begin of the dictionary; 0 until a chunk has reset it. */
  let start: usize = 0;
  let hasState = false;
  let contextBits: u32 = 0;
  let hasProperties = false;
  while (at < sourceEnd) {
    const control = <u32>load<u8>(at++);
    if (control == 0) {
      store<u32>(scratch, <u32>(at - source));
      return <i32>(out - target);
    }
    if (control == 1 || control >= 0xe0) {
      start = out;
      hasProperties = false;
      hasState = false;
    } else if (start == 0) {
      return -1;
    }
    if (control < 0x80) {
      if (control > 2 || sourceEnd - at < 2) return -1;
      const size = be16(at) + 1;
      at += 2;
      if (size > sourceEnd - at || size > targetEnd - out) return -1;
      memory.copy(out, at, size);
      at += size;
      out += size;
      continue;
    }
    if (sourceEnd - at < 5) return -1;
    const size = (<usize>(control & 31) << 16) + be16(at) + 1;
    const packed = be16(at + 2) + 1;
    at += 4;
    const reset = (control >> 5) & 3;
    if (reset >= 2) {
      let properties = <u32>load<u8>(at++);
      if (properties >= 9 * 5 * 5) return -1;
      literalContextBits = properties % 9;
      properties /= 9;
      const positionBits = properties % 5;
      contextBits = literalContextBits + positionBits;
      if (contextBits > 4) return -1;
      literalPositionMask = (1 << positionBits) - 1;
      positionMask = (1 << properties / 5) - 1;
      hasProperties = true;
    }
    if (reset >= 1) {
      if (!hasProperties) return -1;
      resetState(scratch, contextBits);
      hasState = true;
    }
    if (!hasState || packed > sourceEnd - at || packed < 5 || size > targetEnd - out) return -1;
    input = at;
    inputEnd = at + packed;
    if (!decodeChunk(scratch, start, out, out + size)) return -1;
    at += packed;
    out += size;
  }
  return -1;
}
