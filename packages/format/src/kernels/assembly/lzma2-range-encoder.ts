/** Range encoder of the LZMA2 encoder. Globals belong to the instance, and so to one thread. */
import { MOVE_BITS, PROBABILITY_BITS, RANGE_MIN } from "./lzma-model";

let low: u64 = 0;
let range: u32 = 0;
/** The last byte that a carry may still change, and how many bytes of 0xff follow it. */
let held: u32 = 0;
let heldCount: usize = 0;
let out: usize = 0;

export function beginRange(target: usize): void {
  low = 0;
  range = 0xffffffff;
  held = 0;
  heldCount = 1;
  out = target;
}

/** Where the output would end if the range were ended now. */
@inline
export function rangeEnd(): usize {
  return out + heldCount + 4;
}

function shiftLow(): void {
  if (<u32>low < 0xff000000 || low >> 32 != 0) {
    const carry = <u32>(low >> 32);
    store<u8>(out++, <u8>(held + carry));
    for (heldCount--; heldCount > 0; heldCount--) store<u8>(out++, <u8>(0xff + carry));
    held = (<u32>low >> 24) & 0xff;
  }
  heldCount++;
  low = <u64>(<u32>low << 8);
}

/** @returns Where the output ends. */
export function endRange(): usize {
  for (let n = 0; n < 5; n++) shiftLow();
  return out;
}

export function encodeBit(probability: usize, bit: u32): void {
  const p = <u32>load<u16>(probability);
  const bound = (range >> PROBABILITY_BITS) * p;
  if (bit == 0) {
    range = bound;
    store<u16>(probability, <u16>(p + ((2048 - p) >> MOVE_BITS)));
  } else {
    low += <u64>bound;
    range -= bound;
    store<u16>(probability, <u16>(p - (p >> MOVE_BITS)));
  }
  if (range < RANGE_MIN) {
    range <<= 8;
    shiftLow();
  }
}

export function encodeTree(tree: usize, bits: u32, symbol: u32): void {
  let node: u32 = 1;
  for (let n = bits; n > 0; ) {
    n--;
    const bit = (symbol >> n) & 1;
    encodeBit(tree + <usize>(node << 1), bit);
    node = (node << 1) | bit;
  }
}

export function encodeReverseTree(tree: usize, bits: u32, symbol: u32): void {
  let node: u32 = 1;
  for (let n: u32 = 0; n < bits; n++) {
    const bit = (symbol >> n) & 1;
    encodeBit(tree + <usize>(node << 1), bit);
    node = (node << 1) | bit;
  }
}

export function encodeDirect(bits: u32, symbol: u32): void {
  for (let n = bits; n > 0; ) {
    n--;
    range >>= 1;
    if ((symbol >> n) & 1) low += <u64>range;
    if (range < RANGE_MIN) {
      range <<= 8;
      shiftLow();
    }
  }
}

export function encodeMatchedLiteral(tree: usize, predicted: u32, symbol: u32): void {
  let offset: u32 = 0x100;
  let node: u32 = 1;
  for (let n: u32 = 8; n > 0; ) {
    n--;
    predicted <<= 1;
    const expected = predicted & offset;
    const bit = (symbol >> n) & 1;
    encodeBit(tree + <usize>((offset + expected + node) << 1), bit);
    node = (node << 1) | bit;
    offset &= bit ? expected : ~expected;
  }
}
