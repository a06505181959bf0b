import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors } from "@coffer/testkit/spec";
import { fromHex, toHex } from "../bytes/index.ts";
import {
  COMMIT_ENTRY,
  computeEntryCrc,
  encodeDelete,
  encodePut,
  encodePutHeaderInto,
  encodePutInto,
  entryId,
  isPutEntryOf,
  PUT_HEADER_SIZE,
  readEntryHeader,
  TAG_COMMIT,
  TAG_DELETE,
  TAG_PUT,
} from "./entry.ts";
import { entrySizeFault, entryTagFault } from "./entry-errors.ts";

const { entries } = loadVectors<{
  entries: { tag: number; key: string | null; data: string | null; entry: string }[];
}>("segments");

for (const { tag, key, data, entry } of entries) {
  test(`entry of the vectors: tag ${tag}, ${entry.length / 2} bytes`, () => {
    const id = fromHex(key ?? "");
    const encoded = { [TAG_PUT]: () => encodePut(id, fromHex(data ?? "")), [TAG_DELETE]: () => encodeDelete(id) }[tag];
    assert.equal(toHex(encoded?.() ?? COMMIT_ENTRY), entry);
    const bytes = fromHex(entry);
    const header = readEntryHeader(bytes, 0);
    assert.equal(header.tag, tag);
    assert.equal(header.size, bytes.length);
    assert.equal(header.crc, computeEntryCrc(bytes, 0, header.size));
    if (key !== null) assert.equal(toHex(entryId(bytes, 0)), key);
    assert.equal(isPutEntryOf(bytes, id), tag === TAG_PUT);
  });
}

test("encodePutHeaderInto() and encodePutInto() agree with encodePut(), shared memory included", () => {
  const id = new Uint8Array(32).fill(5);
  const data = new Uint8Array(new SharedArrayBuffer(1000)).fill(6);
  const expected = encodePut(id, data);
  const header = new Uint8Array(PUT_HEADER_SIZE);
  assert.equal(encodePutHeaderInto(header, id, data), PUT_HEADER_SIZE);
  assert.equal(toHex(header), toHex(expected.subarray(0, PUT_HEADER_SIZE)));
  const target = new Uint8Array(new SharedArrayBuffer(2000));
  assert.equal(encodePutInto(target, id, data), expected.length);
  assert.equal(toHex(target.slice(0, expected.length)), toHex(expected));
});

test("isPutEntryOf() is picky about length, tag and id", () => {
  const id = new Uint8Array(32).fill(5);
  const entry = encodePut(id, new Uint8Array(10));
  assert.equal(isPutEntryOf(entry, id), true);
  assert.equal(isPutEntryOf(entry.subarray(0, 50), id), false);
  assert.equal(isPutEntryOf(entry.subarray(0, 40), id), false);
  assert.equal(isPutEntryOf(entry, new Uint8Array(32).fill(6)), false);
  assert.equal(isPutEntryOf(encodeDelete(id), id), false);
  assert.equal(isPutEntryOf(new Uint8Array(0), id), false);
});

test("faults of headers, in Borg's words", () => {
  const message = (error: Error | undefined): string | undefined => error?.message;
  assert.equal(
    message(entrySizeFault(20_971_521, 9, 3, 8)),
    "Data integrity error: Invalid segment entry size 20971521 - too big [segment 3, offset 8]",
  );
  assert.equal(
    message(entrySizeFault(8, 9, 3, 8)),
    "Data integrity error: Invalid segment entry size 8 - too small [segment 3, offset 8]",
  );
  assert.equal(entrySizeFault(20_971_520, 9, 3, 8), undefined);
  assert.equal(entryTagFault({ crc: 0, size: 9, tag: TAG_COMMIT }, 3, 8), undefined);
  assert.equal(
    message(entryTagFault({ crc: 0, size: 50, tag: 3 }, 3, 8)),
    "Data integrity error: Invalid segment entry header, did not get acceptable tag [segment 3, offset 8]",
  );
  for (const tag of [TAG_PUT, TAG_DELETE]) {
    assert.match(message(entryTagFault({ crc: 0, size: 40, tag }, 3, 8)) ?? "", /size 40 - too small/);
    assert.equal(entryTagFault({ crc: 0, size: 41, tag }, 3, 8), undefined);
  }
});
