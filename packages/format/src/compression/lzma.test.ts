import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { vectorBytes } from "@coffer/testkit/spec";
import fc from "fast-check";
import { DecompressionError } from "../errors/index.ts";
import { lzma2Compress, lzma2DecompressInto } from "../kernels/index.ts";
import { readXz, writeXz } from "./xz.ts";

const noise = vectorBytes({ stream: "lzma", length: 300_000 });

/** Words in random order, noise and runs: literals, matches and reps of all kinds. */
const anyData = fc
  .tuple(
    fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 8 }),
    fc.array(fc.nat(15), { maxLength: 400 }),
  )
  .map(([words, order]) =>
    Uint8Array.from(
      order.flatMap((n, at) =>
        n > 12
          ? [...noise.subarray(at * 97, at * 97 + n)]
          : n > 10
            ? Array<number>(n * n).fill(n)
            : [...(words[n % words.length] ?? [])],
      ),
    ),
  );

test("what lzma2Compress() writes, lzma2DecompressInto() reads, at every level", () => {
  fc.assert(
    fc.property(anyData, fc.integer({ min: 0, max: 9 }), (data, level) => {
      const chunks = lzma2Compress(data, level);
      const target = new Uint8Array(data.length + 5);
      assert.deepEqual(lzma2DecompressInto(chunks, target), { read: chunks.length, written: data.length });
      assert.deepEqual(target.subarray(0, data.length), data);
      if (data.length > 0) assert.equal(lzma2DecompressInto(chunks, target.subarray(0, data.length - 1)), undefined);
    }),
    { numRuns: 200 },
  );
});

test("stored and compressed chunks follow each other", () => {
  const text = vectorBytes({
    repeat: Buffer.from("all work and no play makes jack a dull boy\n").toString("hex"),
    length: 200_000,
  });
  const letters = noise.map((byte) => 97 + (byte & 7));
  const parts = [noise, text, letters, noise.subarray(0, 70_000), text, noise.subarray(100_000, 100_100), letters];
  for (const order of [parts, parts.toReversed()]) {
    const data = new Uint8Array(Buffer.concat(order));
    for (const level of [0, 3, 6]) {
      const chunks = lzma2Compress(data, level);
      assert(chunks.length < data.length * 0.6);
      const target = new Uint8Array(data.length);
      assert.deepEqual(lzma2DecompressInto(chunks, target), { read: chunks.length, written: data.length });
      assert(Buffer.compare(target, data) === 0);
    }
  }
});

test("a long run spans several chunks", () => {
  const data = new Uint8Array(5_000_000).fill(7);
  for (const level of [0, 9]) assert.deepEqual(readXz(writeXz(data, level), data.length), data);
});

test("higher levels compress better", () => {
  const words = Array.from({ length: 4000 }, (_, n) => noise.subarray(n * 7, n * 7 + 3 + (n % 9)));
  const data = new Uint8Array(
    Buffer.concat(
      Array.from({ length: 20_000 }, (_, n) => words[((noise[n] ?? 0) * (noise[n + 7] ?? 0)) % 4000] ?? noise),
    ),
  );
  const sizes = [0, 2, 4, 6, 9].map((level) => lzma2Compress(data, level).length);
  for (let n = 1; n < sizes.length; n++) assert(sizes[n]! <= sizes[n - 1]!, sizes.join(" "));
});

test("lzma2DecompressInto() survives any bytes and keeps within its target", () => {
  const sound = lzma2Compress(
    new Uint8Array(Buffer.concat([noise.subarray(0, 2000), new Uint8Array(3000), noise.subarray(500, 2500)])),
    6,
  );
  const change = fc.tuple(fc.nat(sound.length - 1), fc.nat(255));
  fc.assert(
    fc.property(
      fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.array(change, { minLength: 1, maxLength: 5 })),
      fc.nat(10_000),
      (input, room) => {
        const bytes = input instanceof Uint8Array ? input : sound.slice();
        if (!(input instanceof Uint8Array)) for (const [at, byte] of input) bytes[at] = byte;
        const guarded = new Uint8Array(room + 16).fill(0xa5);
        const counts = lzma2DecompressInto(bytes, guarded.subarray(0, room));
        if (counts) assert(counts.written <= room && counts.read <= bytes.length);
        assert(guarded.subarray(room).every((byte) => byte === 0xa5));
      },
    ),
    { numRuns: 1000 },
  );
});

test("readXz() takes what the xz program writes: checks, blocks, streams, padding", (context) => {
  const data = new Uint8Array(
    Buffer.concat([noise.subarray(0, 50_000), new Uint8Array(100_000), noise.subarray(0, 50_000)]),
  );
  const run = (...options: string[]): Uint8Array =>
    new Uint8Array(spawnSync("xz", ["-c", ...options], { input: data }).stdout ?? []);
  if (run("-0").length === 0) {
    context.skip("there is no xz program here");
    return;
  }
  for (const options of [
    ["-0"],
    ["-9e"],
    ["-C", "crc32"],
    ["-C", "sha256"],
    ["-C", "none"],
    ["--block-size=30000"],
    ["-T2", "--block-size=30000"],
  ]) {
    assert.deepEqual(readXz(run(...options), data.length), data, options.join(" "));
  }
  const twice = new Uint8Array(Buffer.concat([run("-1"), new Uint8Array(8), run("-C", "crc32"), new Uint8Array(4)]));
  assert.deepEqual(readXz(twice, 2 * data.length), new Uint8Array(Buffer.concat([data, data])));
  assert.throws(() => readXz(twice, 2 * data.length - 1), DecompressionError);
  assert.throws(() => readXz(run("--x86", "--lzma2"), data.length), DecompressionError);
  const read = spawnSync("xz", ["-dc"], { input: writeXz(data, 6) });
  assert.equal(Buffer.compare(read.stdout, data), 0);
});

test("readXz() refuses damage anywhere but in bytes that nobody reads", () => {
  const data = new Uint8Array(Buffer.concat([noise.subarray(0, 300), new Uint8Array(1000), noise.subarray(0, 300)]));
  const file = writeXz(data, 6);
  assert.deepEqual(readXz(file, data.length), data);
  for (let at = 0; at < file.length; at++) {
    const damaged = file.slice();
    damaged[at]! ^= 0x10;
    let read: Uint8Array | undefined;
    try {
      read = readXz(damaged, data.length);
    } catch (error) {
      assert(error instanceof DecompressionError, `byte ${at}: ${String(error)}`);
    }
    // Without a check damage in the data may go unnoticed here; a chunk's id tells.
    if (read) assert.equal(read.length, data.length);
  }
  for (let length = 0; length < file.length; length++)
    assert.throws(() => readXz(file.subarray(0, length), data.length), DecompressionError);
});

test("readXz() takes a file of very many streams and blocks in linear time", () => {
  const stream = writeXz(Uint8Array.of(7), 0);
  const many = new Uint8Array(stream.length * 50_000);
  for (let at = 0; at < many.length; at += stream.length) many.set(stream, at);
  assert.deepEqual(readXz(many, 50_000), new Uint8Array(50_000).fill(7));
});
