import assert from "node:assert/strict";
import { test } from "node:test";
import { concatBytes } from "../bytes/index.ts";
import { COMMIT_ENTRY, encodeDelete, encodePut } from "./entry.ts";
import { recoverEntries } from "./recover-entries.ts";

const id = (number: number): Uint8Array => new Uint8Array(32).fill(number);
const put = encodePut(id(1), new Uint8Array(100).fill(7));
const remove = encodeDelete(id(2));
const sizes = (bytes: Uint8Array, start?: number, end?: number): number[] =>
  [...recoverEntries(bytes, start, end)].map((range) => range.size);

test("recoverEntries() finds all entries of a sound segment", () => {
  assert.deepEqual(sizes(concatBytes(put, remove, COMMIT_ENTRY)), [put.length, remove.length, COMMIT_ENTRY.length]);
});

test("recoverEntries() goes on behind damage", () => {
  const log = concatBytes(put, remove, put, COMMIT_ENTRY);
  log[60] = 0xff;
  assert.deepEqual(sizes(log), [remove.length, put.length, COMMIT_ENTRY.length]);
  assert.deepEqual(
    [...recoverEntries(concatBytes(new Uint8Array(13).fill(1), put, new Uint8Array(5), remove))].map(
      (range) => range.offset,
    ),
    [13, 13 + put.length + 5],
  );
});

test("recoverEntries() does not trust sizes", () => {
  const long = encodePut(id(3), new Uint8Array(10));
  long[6] = 0x7f;
  assert.deepEqual(sizes(concatBytes(long, put)), [put.length]);
  assert.deepEqual(sizes(put.subarray(0, put.length - 1)), []);
  assert.deepEqual(sizes(new Uint8Array(8)), []);
});

test("recoverEntries() stops at the end of its range, but finishes an entry that began before", () => {
  const log = concatBytes(put, remove, COMMIT_ENTRY);
  assert.deepEqual(sizes(log, 0, 10), [put.length]);
  assert.deepEqual(sizes(log, put.length, put.length + 1), [remove.length]);
});
