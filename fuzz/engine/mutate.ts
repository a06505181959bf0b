import type { Random } from "./random.ts";

/** No mutated input is longer, in bytes (a longer seed stays as it is). */
export const INPUT_SIZE_MAX = 1 << 20;

/** Values that decoders trip over: limits of every width, and lengths that lie. */
const INTERESTING: readonly bigint[] = [
  0n,
  1n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x10000n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  0x100000000n,
  0x1fffffffffffffn,
  0x20000000000000n,
  0x7fffffffffffffffn,
  0xffffffffffffffffn,
  20n * 1024n * 1024n,
];

/** Heads of msgpack values that promise much. */
const PROMISES: readonly (readonly number[])[] = [
  [0xdd, 0xff, 0xff, 0xff, 0xff],
  [0xdf, 0xff, 0xff, 0xff, 0xff],
  [0xdb, 0x7f, 0xff, 0xff, 0xff],
  [0xc6, 0x40, 0x00, 0x00, 0x00],
  [0xdc, 0xff, 0xff],
  [0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0],
  [0x91, 0x91, 0x91, 0x91, 0x91, 0x91, 0x91, 0x91],
  [0xc0],
  [0xc1],
];

type Mutation = (input: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  flipBit,
  setByte,
  setByte,
  setInteresting,
  setInteresting,
  addToByte,
  truncate,
  removePiece,
  repeatPiece,
  insertNoise,
  insertPromise,
  overwritePromise,
  splice,
  repeatMany,
];

/** A new input: `seed` after one to eight mutations. Never changes `seed`. */
export function mutate(seed: Uint8Array, random: Random, others: readonly Uint8Array[]): Uint8Array {
  let input: Uint8Array = seed.slice();
  const rounds = 1 + random.below(random.below(4) === 0 ? 8 : 3);
  for (let round = 0; round < rounds; round += 1) {
    const mutated = random.pick(MUTATIONS)(input, random, others);
    if (mutated.length <= INPUT_SIZE_MAX) input = mutated;
  }
  return input;
}

function flipBit(input: Uint8Array, random: Random): Uint8Array {
  const at = random.below(input.length);
  if (input.length > 0) input[at] = (input[at] ?? 0) ^ (1 << random.below(8));
  return input;
}

function setByte(input: Uint8Array, random: Random): Uint8Array {
  if (input.length > 0) input[random.below(input.length)] = random.below(256);
  return input;
}

function addToByte(input: Uint8Array, random: Random): Uint8Array {
  const at = random.below(input.length);
  if (input.length > 0) input[at] = (input[at] ?? 0) + random.below(33) - 16;
  return input;
}

function setInteresting(input: Uint8Array, random: Random): Uint8Array {
  const width = random.pick([1, 2, 4, 8]);
  if (input.length < width) return input;
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const at = random.below(input.length - width + 1);
  const value = BigInt.asUintN(width * 8, random.pick(INTERESTING));
  const little = random.below(2) === 0;
  if (width === 1) view.setUint8(at, Number(value));
  else if (width === 2) view.setUint16(at, Number(value), little);
  else if (width === 4) view.setUint32(at, Number(value), little);
  else view.setBigUint64(at, value, little);
  return input;
}

function truncate(input: Uint8Array, random: Random): Uint8Array {
  return input.slice(0, random.below(input.length + 1));
}

function removePiece(input: Uint8Array, random: Random): Uint8Array {
  const [from, to] = piece(input, random);
  return concat([input.subarray(0, from), input.subarray(to)]);
}

function repeatPiece(input: Uint8Array, random: Random): Uint8Array {
  const [from, to] = piece(input, random);
  return concat([input.subarray(0, to), input.subarray(from)]);
}

function repeatMany(input: Uint8Array, random: Random): Uint8Array {
  const [from, to] = piece(input, random);
  const part = input.subarray(from, Math.min(to, from + 64));
  const times = random.below(2000);
  return concat([input.subarray(0, to), ...Array.from({ length: times }, () => part), input.subarray(to)]);
}

function insertNoise(input: Uint8Array, random: Random): Uint8Array {
  const noise = Uint8Array.from({ length: 1 + random.below(32) }, () => random.below(256));
  return insert(input, noise, random);
}

function insertPromise(input: Uint8Array, random: Random): Uint8Array {
  return insert(input, Uint8Array.from(random.pick(PROMISES)), random);
}

function overwritePromise(input: Uint8Array, random: Random): Uint8Array {
  const promise = random.pick(PROMISES);
  if (input.length < promise.length) return Uint8Array.from(promise);
  input.set(promise, random.below(input.length - promise.length + 1));
  return input;
}

function splice(input: Uint8Array, random: Random, others: readonly Uint8Array[]): Uint8Array {
  const other = random.pick(others);
  return concat([input.subarray(0, random.below(input.length + 1)), other.subarray(random.below(other.length + 1))]);
}

function insert(input: Uint8Array, part: Uint8Array, random: Random): Uint8Array {
  const at = random.below(input.length + 1);
  return concat([input.subarray(0, at), part, input.subarray(at)]);
}

function piece(input: Uint8Array, random: Random): [from: number, to: number] {
  const from = random.below(input.length + 1);
  return [from, Math.min(input.length, from + 1 + random.below(random.below(2) === 0 ? 8 : 512))];
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}
