import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { formatKeyFile, formatPaperKey, keyBlobToText } from "@coffer/format/keys";
import { decodeQR } from "qr/decode.js";
import { formatKeyPage } from "./key-page.ts";

/** Pixels for each module of a code. */
const SCALE = 3;

/** Draws the page's picture, as far as it is made of unit squares, and reads the code in it. */
function scan(page: string): string {
  const side = Number(/viewBox="0 0 (\d+)/.exec(page)?.[1]) * SCALE;
  const data = new Uint8Array(side * side * 3).fill(255);
  for (const [, x, y] of page.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = 0; row < SCALE; row++) {
      const start = ((Number(y) * SCALE + row) * side + Number(x) * SCALE) * 3;
      data.fill(0, start, start + 3 * SCALE);
    }
  }
  return decodeQR({ width: side, height: side, data });
}

// Blobs of the usual keys, of those with BLAKE2b, and one that leaves little room for error correction.
for (const length of [366, 558, 1300]) {
  test(`formatKeyPage() shows a key of ${length} bytes that can be scanned back`, async () => {
    const [id, blob] = [randomBytes(32), randomBytes(length)];
    const plain = formatKeyFile(id, keyBlobToText(blob));
    const paper = formatPaperKey(blob, id);
    const page = await formatKeyPage(plain, paper);
    assert.equal(scan(page), plain);
    assert.ok(page.startsWith("<!doctype html>") && page.endsWith("</html>\n"));
    assert.ok(page.includes(id.toString("hex")));
    const lines = paper.slice(paper.indexOf("BORG PAPER KEY"));
    assert.ok(page.includes(`<pre class="typed">\n${lines}</pre>`));
    assert.doesNotMatch(page, /<script|src=|href=|@import|url\(/);
  });
}
