import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { IntegrityError } from "@coffer/format/errors";
import { COMMIT_ENTRY, encodeDelete, encodePut, SEGMENT_MAGIC, verifySegment } from "@coffer/format/segment";
import { concatBytes } from "@coffer/format/bytes";
import { MemoryStorage } from "../storage/index.ts";
import { scanSegment } from "./scan-segment.ts";
import { SegmentFiles } from "./segment-files.ts";

const ID = new Uint8Array(32).fill(7);
const SEGMENT = concatBytes(
  SEGMENT_MAGIC,
  encodePut(ID, new Uint8Array(300).fill(1)),
  encodeDelete(ID),
  encodePut(ID, new Uint8Array(0)),
  encodePut(ID, new Uint8Array(50).fill(2)),
  COMMIT_ENTRY,
);

function verify(bytes: Uint8Array, windowSize: number): string | undefined {
  const read = (target: Uint8Array, position: number): number => {
    const found = bytes.subarray(position, position + target.length);
    target.set(found);
    return found.length;
  };
  return verifySegment(read, 3, new Uint8Array(windowSize))?.message;
}

/** What the scan says that goes through a storage. */
async function scan(bytes: Uint8Array): Promise<string | undefined> {
  const storage = new MemoryStorage();
  const segments = new SegmentFiles(storage, 1000);
  storage.plant(segments.name(3), bytes);
  try {
    await scanSegment({ storage, segments }, 3, {}, () => {});
    return undefined;
  } catch (error) {
    assert.ok(error instanceof IntegrityError);
    return error.message;
  }
}

test("verifySegment() takes a sound segment for sound, through a window of any size", async () => {
  assert.equal(await scan(SEGMENT), undefined);
  for (const size of [9, 10, 64, 100, 4096]) assert.equal(verify(SEGMENT, size), undefined, `window of ${size}`);
});

test("verifySegment() finds what a scan finds, in the same words", async () => {
  const damage = fc.record({
    end: fc.nat(SEGMENT.length),
    at: fc.nat(SEGMENT.length - 1),
    bits: fc.nat(255),
    window: fc.integer({ min: 9, max: 700 }),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ end, at, bits, window }) => {
      const bytes = SEGMENT.slice(0, end);
      if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ bits;
      assert.equal(verify(bytes, window), await scan(bytes));
    }),
    { numRuns: 500 },
  );
});
