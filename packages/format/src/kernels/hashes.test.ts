import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loadVectors, vectorBytes, type VectorInput } from "@coffer/testkit/spec";
import fc from "fast-check";
import { createXxh64, getKernels } from "./index.ts";
import { instantiateKernels } from "./module.ts";

const ALL = 0xffff_ffff_ffff_ffffn;

/** Cuts `data` into parts at the given places. */
function cutAt(data: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (data.length + 1)), data.length].toSorted((a, b) => a - b);
  return ends.map((end, n) => data.subarray(ends[n - 1] ?? 0, end));
}

const data = fc.oneof(
  fc.uint8Array({ maxLength: 700 }),
  fc.nat(200_000).map((length) => new Uint8Array(length).map((_, i) => Math.imul(i, 0x9e3779b1) >>> 24)),
);
const places = fc.array(fc.nat(), { maxLength: 4 });

// BLAKE2b, RFC 7693 section 3, over bigints.
const IV = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
];
const SIGMA = [
  "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
  "14 10 4 8 9 15 13 6 1 12 0 2 11 7 5 3",
  "11 8 12 0 5 2 15 13 10 14 3 6 7 1 9 4",
  "7 9 3 1 13 12 11 14 2 6 5 10 4 0 15 8",
  "9 0 5 7 2 4 10 15 14 1 11 12 6 8 3 13",
  "2 12 6 10 0 11 8 3 4 13 7 5 15 14 1 9",
  "12 5 1 15 14 13 4 10 0 7 6 3 9 2 8 11",
  "13 11 7 14 12 1 3 9 5 0 15 4 8 6 2 10",
  "6 15 14 9 11 3 0 8 12 2 13 7 1 4 10 5",
  "10 2 8 4 7 6 1 5 15 11 9 14 3 12 13 0",
].map((row) => row.split(" ").map(Number));
const LANES = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
];

function turnRight(word: bigint, by: bigint): bigint {
  return ((word >> by) | (word << (64n - by))) & ALL;
}

/** The readable twin of blake2b256(). */
function blake2b256(message: Uint8Array): string {
  const h = IV.map((word, n) => (n === 0 ? word ^ 0x01010020n : word));
  const blocks = Math.max(1, Math.ceil(message.length / 128));
  for (let block = 0; block < blocks; block++) {
    const bytes = new Uint8Array(128);
    bytes.set(message.subarray(block * 128, block * 128 + 128));
    const m = [...new BigUint64Array(bytes.buffer)];
    const last = block === blocks - 1;
    const v = [...h, ...IV];
    v[12]! ^= BigInt(last ? message.length : (block + 1) * 128);
    if (last) v[14]! ^= ALL;
    for (let round = 0; round < 12; round++) {
      LANES.forEach(([a = 0, b = 0, c = 0, d = 0], n) => {
        const s = SIGMA[round % 10] ?? [];
        for (const [word, first, second] of [
          [m[s[2 * n]!]!, 32n, 24n],
          [m[s[2 * n + 1]!]!, 16n, 63n],
        ] as const) {
          v[a] = (v[a]! + v[b]! + word) & ALL;
          v[d] = turnRight(v[d]! ^ v[a], first);
          v[c] = (v[c]! + v[d]) & ALL;
          v[b] = turnRight(v[b]! ^ v[c], second);
        }
      });
    }
    for (let n = 0; n < 8; n++) h[n]! ^= v[n]! ^ v[n + 8]!;
  }
  return Buffer.from(BigUint64Array.from(h).buffer, 0, 32).toString("hex");
}

describe("blake2b256()", () => {
  const hex = (parts: Uint8Array[]): string => Buffer.from(getKernels().blake2b256(parts)).toString("hex");

  test('has the known digests of "" and "abc"', () => {
    assert.equal(hex([]), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    assert.equal(hex([Buffer.from("abc")]), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
  });

  test("agrees with its twin around block ends", () => {
    for (const length of [0, 1, 127, 128, 129, 255, 256, 257, 384, 1000]) {
      const message = new Uint8Array(length).map((_, i) => i * 7);
      assert.equal(hex([message]), blake2b256(message), String(length));
    }
  });

  test("does not depend on how the message is cut into parts", () => {
    fc.assert(
      fc.property(data, places, (message, cuts) => assert.equal(hex(cutAt(message, cuts)), hex([message]))),
      { numRuns: 100 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), places, (message, cuts) =>
        assert.equal(hex(cutAt(message, cuts)), blake2b256(message)),
      ),
      { numRuns: 100 },
    );
  });
});

test("prepareBlake2b() stands for the bytes that it was made from, whatever follows them", () => {
  fc.assert(
    fc.property(fc.nat(2), fc.uint8Array({ maxLength: 300 }), places, (blocks, message, cuts) => {
      const kernels = getKernels();
      const prefix = new Uint8Array(128 * blocks).map((_, i) => i * 5);
      const prepared = kernels.prepareBlake2b(prefix);
      const digest = kernels.blake2b256(cutAt(message, cuts), prepared);
      assert.equal(Buffer.from(digest).toString("hex"), blake2b256(Buffer.concat([prefix, message])));
    }),
    { numRuns: 100, examples: [[1, new Uint8Array(), []]] },
  );
});

interface ChecksumVector {
  input: VectorInput;
  xxh64: string;
  crc32: string;
}
const vectors = loadVectors<{ hashes: ChecksumVector[] }>("checksums").hashes;

/** The readable twin of crc32(): bit by bit. */
function crc32(message: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of message) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

describe("crc32()", () => {
  test("agrees with Borg", () => {
    for (const { input, crc32: expected } of vectors) {
      assert.equal(getKernels().crc32(vectorBytes(input)).toString(16).padStart(8, "0"), expected);
    }
  });

  test("agrees with its twin, in parts too", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), places, (message, cuts) => {
        const kernels = getKernels();
        assert.equal(kernels.crc32(message), crc32(message));
        assert.equal(
          cutAt(message, cuts).reduce((crc, part) => kernels.crc32(part, crc), 0),
          crc32(message),
        );
      }),
    );
  });

  test("the kernel serves large data where the platform has no CRC of its own", () => {
    const memory = new WebAssembly.Memory({ initial: 4, maximum: 4 });
    const functions = instantiateKernels(memory);
    functions.crc32Tables(0);
    const message = new Uint8Array(memory.buffer, 65_539, 100_001).map((_, i) => i * i);
    new Uint8Array(memory.buffer).set(message, 65_539);
    assert.equal(functions.crc32(0, 65_539, message.length, 0) >>> 0, crc32(message));
  });
});

const P = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as const;

/** The readable twin of createXxh64(): at once, over bigints. */
function xxh64(message: Uint8Array): string {
  const turnLeft = (word: bigint, by: bigint): bigint => turnRight(word & ALL, 64n - by);
  const round = (sum: bigint, lane: bigint): bigint => (turnLeft(sum + lane * P[1], 31n) * P[0]) & ALL;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  let hash: bigint = P[4];
  if (message.length >= 32) {
    const v = [P[0] + P[1], P[1], 0n, -P[0]].map((word) => word & ALL);
    for (; at + 32 <= message.length; at += 32) {
      v.forEach((sum, n) => (v[n] = round(sum, view.getBigUint64(at + 8 * n, true))));
    }
    hash = v.reduce((sum, word, n) => sum + turnLeft(word, [1n, 7n, 12n, 18n][n]!), 0n) & ALL;
    for (const word of v) hash = ((hash ^ round(0n, word)) * P[0] + P[3]) & ALL;
  }
  hash = (hash + BigInt(message.length)) & ALL;
  for (; at + 8 <= message.length; at += 8) {
    hash = (turnLeft(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * P[0] + P[3]) & ALL;
  }
  for (; at + 4 <= message.length; at += 4) {
    hash = (turnLeft(hash ^ ((BigInt(view.getUint32(at, true)) * P[0]) & ALL), 23n) * P[1] + P[2]) & ALL;
  }
  for (; at < message.length; at++) hash = (turnLeft(hash ^ ((BigInt(message[at]!) * P[4]) & ALL), 11n) * P[0]) & ALL;
  hash = ((hash ^ (hash >> 33n)) * P[1]) & ALL;
  hash = ((hash ^ (hash >> 29n)) * P[2]) & ALL;
  return (hash ^ (hash >> 32n)).toString(16).padStart(16, "0");
}

describe("createXxh64()", () => {
  test("agrees with Borg", () => {
    for (const { input, xxh64: expected } of vectors) {
      assert.equal(createXxh64().update(vectorBytes(input)).hexdigest(), expected);
    }
  });

  test("agrees with its twin in parts; digests in between change nothing, nor do other streams", () => {
    fc.assert(
      fc.property(data, places, (message, cuts) => {
        const stream = createXxh64();
        const other = createXxh64();
        for (const part of cutAt(message, cuts)) {
          stream.update(part);
          other.update(Uint8Array.of(1, 2, 3));
          stream.hexdigest();
        }
        assert.equal(stream.hexdigest(), xxh64(message));
      }),
      { numRuns: 40 },
    );
  });
});
