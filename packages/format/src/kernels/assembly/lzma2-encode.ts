/**
 * LZMA2 encoder. docs/formats/compression.md, "lzma".
 *
 * Two ways to choose symbols: levels 0 to 3 look one position ahead, levels 4 to 9 search the cheapest path through a stretch of the
 * source. lc = 3, lp = 0, pb = 2, as everywhere. Globals belong to the instance, and so to one thread.
 */
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
  MATCH_LENGTH_MAX,
  MATCH_LENGTH_MIN,
  MODEL_SIZE,
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
import { alike, beginMatches, enterPositions, findMatches, matchesScratchSize, pairs } from "./lzma2-matches";
import {
  beginPrices,
  bitPrice,
  distancePrice,
  literalPrice,
  matchedLiteralPrice,
  matchLengthPrice,
  PRICES_SIZE,
  refreshPrices,
  repLengthPrice,
  slotOf,
} from "./lzma2-prices";
import {
  beginRange,
  encodeBit,
  encodeDirect,
  encodeMatchedLiteral,
  encodeReverseTree,
  encodeTree,
  endRange,
  rangeEnd,
} from "./lzma2-range-encoder";

const LC: u32 = 3;
const POSITION_MASK: u32 = 3;
/** (pb * 5 + lp) * 9 + lc */
const PROPERTIES: u8 = 93;

/** Kinds of symbols: reps 0 to 3, then matches by their distance - 1. */
const LITERAL_KIND: u32 = 0xffffffff;
const FIRST_MATCH_KIND: u32 = 4;

const CHUNK_SIZE_MAX: u32 = 1 << 21;
const CHUNK_PACKED_MAX: usize = 1 << 16;
const STORED_SIZE_MAX: u32 = 1 << 16;

/** Positions that one search for the cheapest path covers. */
const STRETCH: u32 = 2048;
/** A bit costs 6 bits at most: so many bytes for a symbol, and for one byte of the source. */
const SYMBOL_SIZE_MAX: usize = 32;
const LITERAL_SIZE_MAX: usize = 8;

// A node of the search stands for a position of the stretch.
const NODE_PRICE: usize = 0;
/** Where the last symbol of the cheapest path to here begins, and its kind. */
const NODE_FROM: usize = 4;
const NODE_KIND: usize = 8;
const NODE_STATE: usize = 12;
const NODE_REPS: usize = 16;
const NODE_SIZE: usize = 32;
const NODES_SIZE: usize = <usize>(STRETCH + MATCH_LENGTH_MAX + 1) * NODE_SIZE;
const PAIRS_SIZE: usize = 273 * 8;
const UNREACHED: u32 = 0x3fffffff;

/** Symbols between two looks at the model for prices. */
const PRICES_GOOD_FOR: u32 = 256;

let model: usize = 0;
let nodes: usize = 0;
let source: usize = 0;
let sourceSize: u32 = 0;
let position: u32 = 0;
let state: u32 = 0;
let rep0: u32 = 0;
let rep1: u32 = 0;
let rep2: u32 = 0;
let rep3: u32 = 0;
let lengthEnough: u32 = 0;
let thorough = false;
let pricesAge: u32 = 0;
/** Pairs found already for the present position, by looking ahead; -1: none looked for. */
let foundAhead: i32 = -1;

/** Bytes of scratch for {@link lzma2Encode}. */
export function lzma2EncodeScratchSize(size: usize): usize {
  return MODEL_SIZE + PRICES_SIZE + NODES_SIZE + PAIRS_SIZE + matchesScratchSize(size) + 64;
}

/** Room for the output, in bytes: all stored, and what is written before that is found to be shorter. */
export function lzma2EncodeBound(size: usize): usize {
  return size + (size >> 10) + 2 * CHUNK_PACKED_MAX;
}

/**
 * Encodes all of the source, with the chunk that ends it.
 *
 * @param target {@link lzma2EncodeBound} bytes.
 * @param scratch {@link lzma2EncodeScratchSize} bytes, aligned to 16.
 * @returns Count of bytes written.
 */
export function lzma2Encode(data: usize, size: usize, target: usize, level: u32, scratch: usize): usize {
  source = data;
  sourceSize = <u32>size;
  model = scratch;
  const prices = model + ((MODEL_SIZE + 15) & ~15);
  nodes = prices + PRICES_SIZE;
  const found = nodes + NODES_SIZE;
  thorough = level >= 4;
  lengthEnough = enoughFor(level);
  beginPrices(prices);
  beginMatches(data, size, depthFor(level), lengthEnough, dictionaryFor(level), found, found + PAIRS_SIZE);
  position = 0;
  foundAhead = -1;
  let out = target;
  // The first chunk resets dictionary, state and properties; one behind stored bytes resets the state.
  let reset: u32 = 3;
  while (position < sourceSize) {
    const begin = position;
    const header: usize = reset >= 2 ? 6 : 5;
    if (reset > 0) resetState();
    beginRange(out + header);
    const end = encodeChunk(out + header + CHUNK_PACKED_MAX);
    const count = position - begin;
    const packed = end - out - header;
    if (packed < <usize>count) {
      store<u8>(out, <u8>(0x80 | (reset << 5) | ((count - 1) >> 16)));
      storeBe16(out + 1, (count - 1) & 0xffff);
      storeBe16(out + 3, <u32>packed - 1);
      if (header == 6) store<u8>(out, PROPERTIES, 5);
      out += header + packed;
      reset = 0;
      continue;
    }
    for (let done: u32 = 0; done < count; ) {
      const part = min<u32>(count - done, STORED_SIZE_MAX);
      store<u8>(out, reset == 3 ? 1 : 2);
      storeBe16(out + 1, part - 1);
      memory.copy(out + 3, source + <usize>(begin + done), <usize>part);
      out += 3 + <usize>part;
      done += part;
      // Properties were never sent if these are the first bytes.
      reset = reset >= 2 ? 2 : 1;
    }
  }
  store<u8>(out++, 0);
  return out - target;
}

function depthFor(level: u32): u32 {
  if (level < 4) return level == 0 ? 4 : level == 1 ? 8 : level == 2 ? 24 : 48;
  return level == 4 ? 16 : level == 5 ? 32 : level == 6 ? 64 : level == 7 ? 96 : level == 8 ? 160 : 256;
}

function enoughFor(level: u32): u32 {
  if (level < 4) return level < 2 ? 64 : MATCH_LENGTH_MAX;
  return level == 4 ? 24 : level == 5 ? 32 : level == 6 ? 64 : level == 7 ? 96 : level == 8 ? 128 : MATCH_LENGTH_MAX;
}

function dictionaryFor(level: u32): u32 {
  const bits: u32 = level == 0 ? 18 : level < 4 ? 19 + level : level == 4 ? 22 : level < 7 ? 23 : level + 17;
  return 1 << bits;
}

@inline
function storeBe16(at: usize, value: u32): void {
  store<u16>(at, bswap<u16>(<u16>value));
}

function resetState(): void {
  resetModel(model, LC);
  state = 0;
  rep0 = 0;
  rep1 = 0;
  rep2 = 0;
  rep3 = 0;
  pricesAge = PRICES_GOOD_FOR;
}

/** Encodes symbols until the source ends or the output may come to `limit`. Returns where the output ends. */
function encodeChunk(limit: usize): usize {
  const begin = position;
  const step = thorough ? <usize>(STRETCH + MATCH_LENGTH_MAX) * LITERAL_SIZE_MAX : SYMBOL_SIZE_MAX;
  while (position < sourceSize && rangeEnd() + step <= limit) {
    if (position - begin + STRETCH + MATCH_LENGTH_MAX > CHUNK_SIZE_MAX) break;
    if (thorough) encodePath();
    else encodeNext();
  }
  return endRange();
}

/** Encodes one symbol at {@link position} and moves on. */
function encodeSymbol(length: u32, kind: u32): void {
  const at = source + <usize>position;
  const place = position & POSITION_MASK;
  const isMatch = model + statePosition(IS_MATCH, state, place);
  if (kind == LITERAL_KIND) {
    encodeBit(isMatch, 0);
    const tree = literalTree(position);
    if (state < STATES_AFTER_LITERAL) encodeTree(tree, 8, <u32>load<u8>(at));
    else encodeMatchedLiteral(tree, <u32>load<u8>(at - <usize>rep0 - 1), <u32>load<u8>(at));
    state = stateAfterLiteral(state);
    position += 1;
    return;
  }
  encodeBit(isMatch, 1);
  const isRep = model + IS_REP + <usize>(state << 1);
  if (kind >= FIRST_MATCH_KIND) {
    encodeBit(isRep, 0);
    encodeLength(model + MATCH_LENGTH, length, place);
    rep3 = rep2;
    rep2 = rep1;
    rep1 = rep0;
    rep0 = kind - FIRST_MATCH_KIND;
    encodeDistance(rep0, length);
    state = stateAfterMatch(state);
  } else {
    encodeBit(isRep, 1);
    encodeRep(kind, length, place);
  }
  position += length;
}

function encodeRep(rep: u32, length: u32, place: u32): void {
  const isRep0 = model + IS_REP0 + <usize>(state << 1);
  if (rep == 0) {
    encodeBit(isRep0, 0);
    encodeBit(model + statePosition(IS_REP0_LONG, state, place), length == 1 ? 0 : 1);
    if (length == 1) {
      state = stateAfterShortRep(state);
      return;
    }
  } else {
    encodeBit(isRep0, 1);
    encodeBit(model + IS_REP1 + <usize>(state << 1), rep == 1 ? 0 : 1);
    if (rep > 1) encodeBit(model + IS_REP2 + <usize>(state << 1), rep - 2);
    const distance = rep == 1 ? rep1 : rep == 2 ? rep2 : rep3;
    if (rep == 3) rep3 = rep2;
    if (rep >= 2) rep2 = rep1;
    rep1 = rep0;
    rep0 = distance;
  }
  encodeLength(model + REP_LENGTH, length, place);
  state = stateAfterRep(state);
}

function encodeLength(lengths: usize, length: u32, place: u32): void {
  const n = length - MATCH_LENGTH_MIN;
  encodeBit(lengths + LENGTH_CHOICE, n < 8 ? 0 : 1);
  if (n < 8) {
    encodeTree(lengths + LENGTH_LOW + <usize>(place << 4), 3, n);
    return;
  }
  encodeBit(lengths + LENGTH_CHOICE2, n < 16 ? 0 : 1);
  if (n < 16) encodeTree(lengths + LENGTH_MID + <usize>(place << 4), 3, n - 8);
  else encodeTree(lengths + LENGTH_HIGH, 8, n - 16);
}

function encodeDistance(distance: u32, length: u32): void {
  const slot = slotOf(distance);
  encodeTree(model + SLOT + <usize>(min<u32>(length - MATCH_LENGTH_MIN, 3) << 7), 6, slot);
  if (slot < 4) return;
  const bits = (slot >> 1) - 1;
  const base = (2 | (slot & 1)) << bits;
  if (slot < 14) {
    encodeReverseTree(model + SPECIAL + <usize>((base - slot) << 1), bits, distance - base);
  } else {
    encodeDirect(bits - 4, (distance - base) >> 4);
    encodeReverseTree(model + ALIGN, 4, distance & 15);
  }
}

@inline
function literalTree(at: u32): usize {
  const before = at > 0 ? <u32>load<u8>(source + <usize>at - 1) : 0;
  return model + LITERAL + LITERAL_CONTEXT_SIZE * <usize>(before >> (8 - LC));
}

// Levels 0 to 3

/** Bits, about, that coding `length` bytes so saves over literals; literals count 5 bits, and a distance what its digits cost. */
@inline
function matchGain(length: u32, distance: u32): i32 {
  return <i32>(5 * length) - 11 - <i32>(32 - clz<u32>(distance));
}

@inline
function repGain(length: u32): i32 {
  return <i32>(5 * length) - 7;
}

@inline
function remaining(at: u32): u32 {
  return min<u32>(sourceSize - at, MATCH_LENGTH_MAX);
}

/** Length of the longest match that is worth most among the pairs. */
let bestLength: u32 = 0;
let bestKind: u32 = 0;

function bestOfPairs(count: u32): i32 {
  let best: i32 = 0;
  bestLength = 1;
  for (let n: u32 = 0; n < count; n++) {
    const length = load<u32>(pairs + <usize>(n << 3));
    const distance = load<u32>(pairs + <usize>(n << 3), 4);
    const gain = matchGain(length, distance);
    if (gain > best) {
      best = gain;
      bestLength = length;
      bestKind = distance + FIRST_MATCH_KIND;
    }
  }
  return best;
}

function repLength(distance: u32, at: u32): u32 {
  return distance < at ? alike(source + <usize>(at - distance - 1), source + <usize>at, remaining(at)) : 0;
}

/** Encodes the symbol that seems to save most, or a literal if the next position promises more. */
function encodeNext(): void {
  const count = foundAhead >= 0 ? <u32>foundAhead : findMatches(position, remaining(position));
  foundAhead = -1;
  let gain = bestOfPairs(count);
  let length = bestLength;
  let kind = bestKind;
  for (let rep: u32 = 0; rep < 4; rep++) {
    const long = repLength(rep == 0 ? rep0 : rep == 1 ? rep1 : rep == 2 ? rep2 : rep3, position);
    if (long >= 2 && repGain(long) > gain) {
      gain = repGain(long);
      length = long;
      kind = rep;
    }
  }
  if (length < 2) {
    encodeSymbol(1, rep0 < position && sameAsRep0() ? 0 : LITERAL_KIND);
    return;
  }
  if (length < lengthEnough && position + 1 < sourceSize) {
    foundAhead = <i32>findMatches(position + 1, remaining(position + 1));
    const nextGain = max<i32>(bestOfPairs(<u32>foundAhead), repGain(repLength(rep0, position + 1)));
    // A literal costs more than it counts for.
    if (nextGain > gain + 3) {
      encodeSymbol(1, LITERAL_KIND);
      return;
    }
    foundAhead = -1;
    enterPositions(position + 2, length - 2);
  } else {
    enterPositions(position + 1, length - 1);
  }
  encodeSymbol(length, kind);
}

@inline
function sameAsRep0(): bool {
  const at = source + <usize>position;
  // After a literal a short rep is cheap; after a match the literal is predicted anyway.
  return state < STATES_AFTER_LITERAL && load<u8>(at) == load<u8>(at - <usize>rep0 - 1);
}

// Levels 4 to 9

@inline
function nodeAt(n: u32): usize {
  return nodes + <usize>n * NODE_SIZE;
}

/** Takes the path by way of `from` if it is the cheapest so far. */
@inline
function offer(node: usize, price: u32, from: u32, kind: u32): void {
  if (price >= load<u32>(node, NODE_PRICE)) return;
  store<u32>(node, price, NODE_PRICE);
  store<u32>(node, from, NODE_FROM);
  store<u32>(node, kind, NODE_KIND);
}

/** Works out state and reps at the node from those where its last symbol begins. */
function settle(n: u32): void {
  const node = nodeAt(n);
  const from = load<u32>(node, NODE_FROM);
  const before = nodeAt(from);
  const kind = load<u32>(node, NODE_KIND);
  const old = load<u32>(before, NODE_STATE);
  if (kind == LITERAL_KIND || (kind == 0 && n - from == 1)) {
    store<u32>(node, kind == LITERAL_KIND ? stateAfterLiteral(old) : stateAfterShortRep(old), NODE_STATE);
    v128.store(node, v128.load(before, NODE_REPS), NODE_REPS);
    return;
  }
  const reps = before + NODE_REPS;
  if (kind >= FIRST_MATCH_KIND) {
    store<u32>(node, stateAfterMatch(old), NODE_STATE);
    store<u32>(node, kind - FIRST_MATCH_KIND, NODE_REPS);
    store<u32>(node, load<u32>(reps), NODE_REPS + 4);
    store<u32>(node, load<u32>(reps, 4), NODE_REPS + 8);
    store<u32>(node, load<u32>(reps, 8), NODE_REPS + 12);
    return;
  }
  store<u32>(node, stateAfterRep(old), NODE_STATE);
  store<u32>(node, load<u32>(reps + <usize>(kind << 2)), NODE_REPS);
  let target = NODE_REPS + 4;
  for (let rep: u32 = 0; rep < 4; rep++) {
    if (rep == kind) continue;
    store<u32>(node + target, load<u32>(reps + <usize>(rep << 2)));
    target += 4;
  }
}

/** Finds the cheapest path through the next stretch and encodes it. */
function encodePath(): void {
  if (pricesAge >= PRICES_GOOD_FOR) {
    refreshPrices(model, lengthEnough);
    pricesAge = 0;
  }
  const stretch = min<u32>(sourceSize - position, STRETCH);
  const start = nodeAt(0);
  store<u32>(start, 0, NODE_PRICE);
  store<u32>(start, state, NODE_STATE);
  store<u32>(start, rep0, NODE_REPS);
  store<u32>(start, rep1, NODE_REPS + 4);
  store<u32>(start, rep2, NODE_REPS + 8);
  store<u32>(start, rep3, NODE_REPS + 12);
  /** Farthest node that a path reaches. */
  let reached: u32 = 0;
  let n: u32 = 0;
  let forced: u32 = 0;
  for (;;) {
    if (n > 0) settle(n);
    const count = foundAhead >= 0 ? <u32>foundAhead : findMatches(position + n, remaining(position + n));
    foundAhead = -1;
    const most = remaining(position + n);
    const wanted = min<u32>(n + most, n + longest(n, count));
    while (reached < max<u32>(wanted, n + 1)) store<u32>(nodeAt(++reached), UNREACHED, NODE_PRICE);
    forced = expand(n, count, most);
    if (forced > 0) break;
    n += 1;
    // Behind the stretch, and where all paths meet, the search ends.
    if (n == stretch || n == reached) break;
  }
  if (forced > 0) {
    enterPositions(position + n + 1, forced - 1);
    n += forced;
  }
  encodeBackFrom(n);
}

/** Length of the longest symbol that may begin at node `n`. */
function longest(n: u32, count: u32): u32 {
  let length: u32 = count > 0 ? load<u32>(pairs + <usize>((count - 1) << 3)) : 1;
  const reps = nodeAt(n) + NODE_REPS;
  for (let rep: u32 = 0; rep < 4; rep++) length = max<u32>(length, repLength(load<u32>(reps + <usize>(rep << 2)), position + n));
  return length;
}

/** Offers all symbols that may begin at node `n`. Returns the length of one that is long enough to be taken at once, or 0. */
function expand(n: u32, count: u32, most: u32): u32 {
  const node = nodeAt(n);
  const at = position + n;
  const here = source + <usize>at;
  const nodeState = load<u32>(node, NODE_STATE);
  const place = at & POSITION_MASK;
  const price = load<u32>(node, NODE_PRICE);
  const isMatch = model + statePosition(IS_MATCH, nodeState, place);
  const first = load<u32>(node, NODE_REPS);

  const byte = <u32>load<u8>(here);
  const tree = literalTree(at);
  let literal = price + bitPrice(isMatch, 0);
  if (nodeState < STATES_AFTER_LITERAL) literal += literalPrice(tree, byte);
  else literal += matchedLiteralPrice(tree, <u32>load<u8>(here - <usize>first - 1), byte);
  offer(node + NODE_SIZE, literal, n, LITERAL_KIND);

  const isRep = model + IS_REP + <usize>(nodeState << 1);
  const matchPrice = price + bitPrice(isMatch, 1);
  const repPrice = matchPrice + bitPrice(isRep, 1);
  const isRep0 = model + IS_REP0 + <usize>(nodeState << 1);
  const isRep0Long = model + statePosition(IS_REP0_LONG, nodeState, place);
  if (first < at && byte == <u32>load<u8>(here - <usize>first - 1)) {
    offer(node + NODE_SIZE, repPrice + bitPrice(isRep0, 0) + bitPrice(isRep0Long, 0), n, 0);
  }
  if (most < 2) return 0;

  for (let rep: u32 = 0; rep < 4; rep++) {
    const length = repLength(load<u32>(node + NODE_REPS + <usize>(rep << 2)), at);
    if (length < 2) continue;
    let base = repPrice;
    if (rep == 0) {
      base += bitPrice(isRep0, 0) + bitPrice(isRep0Long, 1);
    } else {
      base += bitPrice(isRep0, 1) + bitPrice(model + IS_REP1 + <usize>(nodeState << 1), rep == 1 ? 0 : 1);
      if (rep > 1) base += bitPrice(model + IS_REP2 + <usize>(nodeState << 1), rep - 2);
    }
    if (length >= lengthEnough) {
      forceKind(n + length, n, rep);
      return length;
    }
    for (let l: u32 = 2; l <= length; l++) offer(nodeAt(n + l), base + repLengthPrice(l, place), n, rep);
  }

  const base = matchPrice + bitPrice(isRep, 0);
  let l: u32 = 2;
  for (let p: u32 = 0; p < count; p++) {
    const length = load<u32>(pairs + <usize>(p << 3));
    const distance = load<u32>(pairs + <usize>(p << 3), 4);
    if (length >= lengthEnough) {
      forceKind(n + length, n, distance + FIRST_MATCH_KIND);
      return length;
    }
    for (; l <= length; l++) {
      const whole = base + matchLengthPrice(l, place) + distancePrice(distance, l);
      offer(nodeAt(n + l), whole, n, distance + FIRST_MATCH_KIND);
    }
  }
  return 0;
}

@inline
function forceKind(target: u32, from: u32, kind: u32): void {
  store<u32>(nodeAt(target), from, NODE_FROM);
  store<u32>(nodeAt(target), kind, NODE_KIND);
}

/** Encodes the path that ends at node `n`. */
function encodeBackFrom(end: u32): void {
  // Turn the links round: each node learns where its successor is. NODE_PRICE is not needed any more.
  for (let n = end; n > 0; ) {
    const from = load<u32>(nodeAt(n), NODE_FROM);
    store<u32>(nodeAt(from), n, NODE_PRICE);
    n = from;
  }
  for (let n: u32 = 0; n < end; ) {
    const next = load<u32>(nodeAt(n), NODE_PRICE);
    encodeSymbol(next - n, load<u32>(nodeAt(next), NODE_KIND));
    pricesAge += 1;
    n = next;
  }
}
