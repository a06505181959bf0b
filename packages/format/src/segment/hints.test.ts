import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors } from "@coffer/testkit/spec";
import { fromHex, packValue, toHex } from "../bytes/index.ts";
import type { MsgpackValue } from "../bytes/index.ts";
import { IntegrityError } from "../errors/index.ts";
import { decodeHints, encodeHints } from "./hints.ts";

const { states } = loadVectors<{ states: Record<string, { hex?: string }>[] }>("segments");
const map = (...entries: [string | number, MsgpackValue][]): MsgpackValue => new Map(entries);

for (const [name, file] of states.flatMap((state) => Object.entries(state))) {
  if (!name.startsWith("hints.")) continue;
  test(`${name} of the vectors is written as it was read`, () => {
    assert.equal(toHex(encodeHints(decodeHints(fromHex(file.hex ?? "")))), file.hex);
  });
}

test("hints of version 1 name segments to be looked at", () => {
  const bytes = packValue(map(["version", 1], ["segments", map([3, 2], [4, 0])], ["compact", [4, 3]]));
  const hints = decodeHints(bytes);
  assert.equal(hints.version, 1);
  assert.deepEqual(
    [...hints.segments],
    [
      [3, 2],
      [4, 0],
    ],
  );
  assert.deepEqual([...hints.compact.keys()], [4, 3]);
  assert.equal(hints.storage_quota_use, 0);
  assert.equal(hints.shadow_index.size, 0);
});

test("fields that an older Borg did not write are empty, fields of a newer one are passed over", () => {
  const hints = decodeHints(
    packValue(map(["version", 2], ["segments", map()], ["compact", map([1, 9])], ["future", [1, map()]])),
  );
  assert.deepEqual([...hints.compact], [[1, 9]]);
  assert.equal(hints.storage_quota_use, 0);
});

const bad: Record<string, Uint8Array> = {
  nothing: new Uint8Array(0),
  "no map": packValue([1]),
  "no version": packValue(map(["segments", map()], ["compact", map()])),
  "version 3": packValue(map(["version", 3], ["segments", map()], ["compact", map()])),
  "no segments": packValue(map(["version", 2], ["compact", map()])),
  "a negative segment": packValue(map(["version", 2], ["segments", map([-1, 2])], ["compact", map()])),
  "a segment beyond 32 bits": packValue(map(["version", 2], ["segments", map([2 ** 32, 2])], ["compact", map()])),
  "a short id": packValue(
    map(["version", 2], ["segments", map()], ["compact", map()], ["shadow_index", map(["id", [1]])]),
  ),
  "bytes behind": Uint8Array.of(...packValue(map(["version", 2], ["segments", map()], ["compact", map()])), 0),
};
for (const [what, bytes] of Object.entries(bad)) {
  test(`decodeHints() refuses ${what}`, () => {
    assert.throws(() => decodeHints(bytes), IntegrityError);
  });
}
