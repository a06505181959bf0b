import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { BufferedFile } from "./buffered-file.ts";

test("BufferedFile gives all bytes in order, however many are asked for", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "buffered-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const bytes = Buffer.from(Uint8Array.from({ length: 5_000_000 }, (_, index) => (index * 7) ^ (index >> 8)));
  writeFileSync(join(folder, "file"), bytes);
  const fd = openSync(join(folder, "file"), "r");
  context.after(() => closeSync(fd));
  const file = new BufferedFile(fd);
  const read: Buffer[] = [];
  for (const size of [1, 511, 1_048_576, 0, 2_000_000, 3, 1_048_575, 600_000, 10_000_000, 10]) {
    const piece = Buffer.alloc(size);
    read.push(piece.subarray(0, await file.readInto(piece)));
  }
  assert.ok(Buffer.concat(read).equals(bytes));
  assert.equal(read.at(-1)?.length, 0);
});
