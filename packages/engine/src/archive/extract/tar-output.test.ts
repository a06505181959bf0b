import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { test } from "node:test";
import { TarOutput } from "./tar-output.ts";

/** Pieces of all sizes, and what a tar output makes of them. */
async function written(sizes: readonly number[], isSlow: boolean): Promise<{ input: Buffer; output: Buffer[] }> {
  const output: Buffer[] = [];
  const tar = new TarOutput((bytes) => {
    if (!isSlow) {
      output.push(Buffer.from(bytes));
      return;
    }
    return turn().then(() => void output.push(Buffer.from(bytes)));
  });
  const input: Buffer[] = [];
  for (const [index, size] of sizes.entries()) {
    const piece = Buffer.alloc(size, index + 1);
    input.push(Buffer.from(piece));
    await tar.write(piece);
    // The bytes were ours until now only.
    piece.fill(0xff);
  }
  await tar.finish();
  return { input: Buffer.concat(input), output };
}

const SIZES = [512, 60_000, 512, 200_000, 512, 65_536, 250_000, 40_000, 60_000, 60_000, 60_000, 60_000, 512];

for (const isSlow of [false, true]) {
  test(`TarOutput keeps bytes in order, and ends with zeros up to a record${isSlow ? ", behind a slow writer" : ""}`, async () => {
    const { input, output } = await written(SIZES, isSlow);
    const all = Buffer.concat(output);
    assert.ok(all.subarray(0, input.length).equals(input));
    assert.ok(all.subarray(input.length).every((byte) => byte === 0));
    assert.equal(all.length % 10_240, 0);
    assert.ok(all.length >= input.length + 1024);
    assert.ok(output.length < SIZES.length, "small writes are collected");
  });
}

test("TarOutput pads contents to whole blocks", async () => {
  const sizes: number[] = [];
  const tar = new TarOutput((bytes) => void sizes.push(bytes.length));
  await tar.write(new Uint8Array(1000));
  await tar.pad(1000);
  await tar.pad(512);
  await tar.finish();
  assert.deepEqual(sizes, [10_240]);
});
