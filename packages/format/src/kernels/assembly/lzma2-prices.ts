/** What symbols would cost the LZMA2 encoder now, in 16ths of a bit. Globals belong to the instance, and so to one thread. */
import {
  ALIGN,
  LENGTH_CHOICE,
  LENGTH_CHOICE2,
  LENGTH_HIGH,
  LENGTH_LOW,
  LENGTH_MID,
  MATCH_LENGTH,
  REP_LENGTH,
  SLOT,
  SPECIAL,
} from "./lzma-model";

const LENGTHS: u32 = 272;
const POSITIONS: u32 = 4;
const FULL_DISTANCES: u32 = 128;

const BITS_SIZE: usize = 4 * 128;
const LENGTHS_SIZE: usize = <usize>(4 * LENGTHS * POSITIONS);
const SLOTS_SIZE: usize = 4 * 4 * 64;
const FULL_SIZE: usize = <usize>(4 * 4 * FULL_DISTANCES);
const ALIGN_SIZE: usize = 4 * 16;

export const PRICES_SIZE: usize = BITS_SIZE + 2 * LENGTHS_SIZE + SLOTS_SIZE + FULL_SIZE + ALIGN_SIZE;

let bits: usize = 0;
let matchLengths: usize = 0;
let repLengths: usize = 0;
let slots: usize = 0;
let full: usize = 0;
let align: usize = 0;

export function beginPrices(scratch: usize): void {
  bits = scratch;
  matchLengths = bits + BITS_SIZE;
  repLengths = matchLengths + LENGTHS_SIZE;
  slots = repLengths + LENGTHS_SIZE;
  full = slots + SLOTS_SIZE;
  align = full + FULL_SIZE;
  // -16 log2((n + 1/2) / 128): the fraction's digits come from squaring it again and again.
  for (let n: u32 = 0; n < 128; n++) {
    let x: u64 = (<u64>(2 * n + 1) << 32) / 256;
    let price: u32 = 0;
    for (let digit = 0; digit < 5; digit++) {
      price <<= 1;
      if (digit > 0) x = (x * x) >> 32;
      while (x < 1 << 31) {
        x <<= 1;
        price++;
      }
    }
    store<u32>(bits + <usize>(n << 2), price);
  }
}

@inline
export function bitPrice(probability: usize, bit: u32): u32 {
  return load<u32>(bits + <usize>(((<u32>load<u16>(probability) ^ ((0 - bit) & 2047)) >> 4) << 2));
}

function treePrice(tree: usize, count: u32, symbol: u32): u32 {
  let price: u32 = 0;
  for (let node = symbol | (1 << count); node > 1; node >>= 1) price += bitPrice(tree + <usize>((node >> 1) << 1), node & 1);
  return price;
}

function reverseTreePrice(tree: usize, count: u32, symbol: u32): u32 {
  let price: u32 = 0;
  let node: u32 = 1;
  for (let n: u32 = 0; n < count; n++) {
    const bit = (symbol >> n) & 1;
    price += bitPrice(tree + <usize>(node << 1), bit);
    node = (node << 1) | bit;
  }
  return price;
}

export function literalPrice(tree: usize, symbol: u32): u32 {
  return treePrice(tree, 8, symbol);
}

export function matchedLiteralPrice(tree: usize, predicted: u32, symbol: u32): u32 {
  let price: u32 = 0;
  let offset: u32 = 0x100;
  let node: u32 = 1;
  for (let n: u32 = 8; n > 0; ) {
    n--;
    predicted <<= 1;
    const expected = predicted & offset;
    const bit = (symbol >> n) & 1;
    price += bitPrice(tree + <usize>((offset + expected + node) << 1), bit);
    node = (node << 1) | bit;
    offset &= bit ? expected : ~expected;
  }
  return price;
}

/** Brings the tables up to date with the model; `enough` is the longest length that will be asked for. */
export function refreshPrices(model: usize, enough: u32): void {
  for (let place: u32 = 0; place < POSITIONS; place++) {
    fillLengths(matchLengths, model + MATCH_LENGTH, place, enough);
    fillLengths(repLengths, model + REP_LENGTH, place, enough);
  }
  for (let kind: u32 = 0; kind < 4; kind++) {
    const tree = model + SLOT + <usize>(kind << 7);
    for (let slot: u32 = 0; slot < 64; slot++) {
      let price = treePrice(tree, 6, slot);
      if (slot >= 14) price += ((slot >> 1) - 5) << 4;
      store<u32>(slots + <usize>(((kind << 6) + slot) << 2), price);
    }
  }
  for (let distance: u32 = 0; distance < FULL_DISTANCES; distance++) {
    const slot = slotOf(distance);
    let price: u32 = 0;
    if (slot >= 4) {
      const count = (slot >> 1) - 1;
      const base = (2 | (slot & 1)) << count;
      price = reverseTreePrice(model + SPECIAL + <usize>((base - slot) << 1), count, distance - base);
    }
    for (let kind: u32 = 0; kind < 4; kind++) {
      const whole = price + load<u32>(slots + <usize>(((kind << 6) + slot) << 2));
      store<u32>(full + <usize>(((kind << 7) + distance) << 2), whole);
    }
  }
  for (let n: u32 = 0; n < 16; n++) store<u32>(align + <usize>(n << 2), reverseTreePrice(model + ALIGN, 4, n));
}

function fillLengths(table: usize, model: usize, place: u32, enough: u32): void {
  const target = table + <usize>((place * LENGTHS) << 2);
  const low = bitPrice(model + LENGTH_CHOICE, 0);
  const notLow = bitPrice(model + LENGTH_CHOICE, 1);
  const mid = notLow + bitPrice(model + LENGTH_CHOICE2, 0);
  const high = notLow + bitPrice(model + LENGTH_CHOICE2, 1);
  const end = min<u32>(enough - 1, LENGTHS);
  for (let n: u32 = 0; n < end; n++) {
    let price: u32;
    if (n < 8) price = low + treePrice(model + LENGTH_LOW + <usize>(place << 4), 3, n);
    else if (n < 16) price = mid + treePrice(model + LENGTH_MID + <usize>(place << 4), 3, n - 8);
    else price = high + treePrice(model + LENGTH_HIGH, 8, n - 16);
    store<u32>(target + <usize>(n << 2), price);
  }
}

@inline
export function matchLengthPrice(length: u32, place: u32): u32 {
  return load<u32>(matchLengths + <usize>((place * LENGTHS + length - 2) << 2));
}

@inline
export function repLengthPrice(length: u32, place: u32): u32 {
  return load<u32>(repLengths + <usize>((place * LENGTHS + length - 2) << 2));
}

/** `distance` is one less than the distance. */
@inline
export function distancePrice(distance: u32, length: u32): u32 {
  const kind = min<u32>(length - 2, 3);
  if (distance < FULL_DISTANCES) return load<u32>(full + <usize>(((kind << 7) + distance) << 2));
  return load<u32>(slots + <usize>(((kind << 6) + slotOf(distance)) << 2)) + load<u32>(align + <usize>((distance & 15) << 2));
}

/** Two bits below the highest bit, and where that is: the slot of a distance - 1. */
@inline
export function slotOf(distance: u32): u32 {
  if (distance < 4) return distance;
  const top = 31 - <u32>clz<u32>(distance);
  return (top << 1) | ((distance >> (top - 1)) & 1);
}
