import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { ReadableBytes } from "./readable-bytes.ts";
import { separatedPaths } from "./separated-paths.ts";

/** Feeds `text` in pieces of `size` bytes. */
async function pathsIn(text: string, delimiter: string, size: number): Promise<string[]> {
  const bytes = Buffer.from(text, "latin1");
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  const batches = await Array.fromAsync(separatedPaths(new ReadableBytes(Readable.from(pieces)), delimiter));
  return batches.flat();
}

for (const size of [1, 2, 3, 100]) {
  test(`separatedPaths() takes paths apart, in pieces of ${size} bytes`, async () => {
    assert.deepEqual(await pathsIn("a/b\nc\n", "\n", size), ["a/b", "c"]);
    assert.deepEqual(await pathsIn("a\nb", "\n", size), ["a", "b"]);
    assert.deepEqual(await pathsIn("a\n\nb\n", "\n", size), ["a", "", "b"]);
    assert.deepEqual(await pathsIn("", "\n", size), []);
    assert.deepEqual(await pathsIn("a, b, c,d", ", ", size), ["a", "b", "c,d"]);
  });

  test(`separatedPaths() takes any line end for one, in pieces of ${size} bytes`, async () => {
    assert.deepEqual(await pathsIn("a\r\nb\rc\nd\r\n\r\ne\r", "\n", size), ["a", "b", "c", "d", "", "e"]);
  });

  test(`separatedPaths() leaves all other bytes as they are, in pieces of ${size} bytes`, async () => {
    assert.deepEqual(await pathsIn("a\r\n\xff\0b\r\0", "\0", size), ["a\r\n\udcff", "b\r"]);
  });
}

test("readInto() fills across pieces, and keeps what is left", async () => {
  const bytes = new ReadableBytes(Readable.from([Buffer.from("abc"), Buffer.from("defgh")]));
  const target = new Uint8Array(4);
  assert.equal(await bytes.readInto(target), 4);
  assert.equal(Buffer.from(target).toString(), "abcd");
  assert.equal(Buffer.from((await bytes.next()) ?? []).toString(), "efgh");
  assert.equal(await bytes.readInto(target), 0);
});
