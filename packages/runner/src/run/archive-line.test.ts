import assert from "node:assert/strict";
import { test } from "node:test";
import { archiveLine } from "./archive-line.ts";

test("archiveLine() tells files, sizes and time", () => {
  const sizes = { original_size: 102_400_000, compressed_size: 106_700_000, deduplicated_size: 540 };
  assert.equal(
    archiveLine({ archive: "host-1", files: 100_000, ...sizes, durationMs: 61_400 }),
    "archive host-1: 100,000 files, 102.40 MB (106.70 MB compressed, 540 B new), in 1 min",
  );
  assert.match(archiveLine({ archive: "a", files: 1, ...sizes, durationMs: 200 }), /^archive a: 1 file, .*, in 0 s$/);
});
