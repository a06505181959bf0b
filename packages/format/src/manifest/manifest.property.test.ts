import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytesToText, parseTimestamp } from "../bytes/index.ts";
import { createSecrets, Key } from "../keys/index.ts";
import { decodeManifest, encodeManifest, Manifest } from "./index.ts";

const key = new Key(createSecrets("repokey", new Uint8Array(32), (length) => new Uint8Array(length).fill(7)));
const salt = new Uint8Array(64);

/** Any bytes are a name. */
const name = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => bytesToText(bytes));
const entry = fc
  .tuple(
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    fc.constantFrom("2024-01-02T03:04:05.000006", "2024-01-02T03:04:05"),
  )
  .map(([id, time]) => ({ id, time }));

test("decodeManifest() gives back what encodeManifest() got, and timestamps only grow", () => {
  const now = fc.bigInt({ min: 0n, max: 2n ** 52n });
  fc.assert(
    fc.property(fc.array(fc.tuple(name, entry)), fc.array(now, { minLength: 1, maxLength: 4 }), (archives, clock) => {
      const manifest = new Manifest();
      for (const [archive, fields] of archives) manifest.archives.set(archive, fields);
      let last = -1n;
      for (const at of clock) {
        const found = decodeManifest(encodeManifest(manifest, key, { now: at, salt }), key);
        assert.deepEqual(new Map(found.archives), new Map(manifest.archives));
        assert.deepEqual(found.item_keys, manifest.item_keys);
        assert.equal(found.timestamp, manifest.timestamp);
        const written = parseTimestamp(found.timestamp!);
        assert.ok(written > last && written >= at);
        last = written;
      }
    }),
  );
});
