import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { loadVectors } from "@coffer/testkit/spec";
import { fromHex, packValue, toHex } from "../bytes/index.ts";
import { IntegrityError } from "../errors/index.ts";
import { digestFile, digestHashIndex, FINAL_PART, IntegrityDigest } from "./integrity-digest.ts";
import {
  decodeIntegrityRecord,
  encodeIntegrityRecord,
  formatIntegrityText,
  parseIntegrityText,
} from "./integrity-record.ts";

const { states } = loadVectors<{ states: Record<string, { hex?: string; zlib_base64?: string }>[] }>("segments");

function only(state: Record<string, { hex?: string; zlib_base64?: string }>, kind: string): [string, Uint8Array] {
  const found = Object.entries(state).find(([name]) => name.startsWith(`${kind}.`));
  assert.ok(found !== undefined);
  const [name, file] = found;
  return [
    name,
    file.hex === undefined ? inflateSync(Buffer.from(file.zlib_base64 ?? "", "base64")) : fromHex(file.hex),
  ];
}

for (const [number, state] of states.entries()) {
  test(`integrity record of state ${number} of the vectors: read, verified and written`, () => {
    const [, bytes] = only(state, "integrity");
    const record = decodeIntegrityRecord(bytes);
    assert.equal(record.version, 2);
    const hints = parseIntegrityText(record.hints ?? "");
    const index = parseIntegrityText(record.index ?? "");
    assert.equal(hints.algorithm, "XXH64");
    assert.deepEqual(hints.digests, digestFile(...only(state, "hints")));
    assert.deepEqual(index.digests, digestHashIndex(...only(state, "index")));
    const written = encodeIntegrityRecord({
      hints: formatIntegrityText(hints.digests),
      index: formatIntegrityText(index.digests),
    });
    assert.equal(toHex(written), toHex(bytes));
  });
}

test("a digest depends on name, content, and nothing else: pieces are no parts", () => {
  const content = Uint8Array.from({ length: 5000 }, (_, at) => at % 251);
  const whole = digestFile("hints.9", content).final;
  const pieces = new IntegrityDigest("hints.9").update(content.subarray(0, 1234)).update(content.subarray(1234));
  assert.equal(pieces.endPart(FINAL_PART), whole);
  assert.notEqual(digestFile("hints.8", content).final, whole);
  assert.notEqual(digestFile("hints.9", content.subarray(1)).final, whole);
});

const badTexts = [
  "",
  "null",
  "[]",
  "{}",
  '{"algorithm": "XXH64"}',
  '{"algorithm": 5, "digests": {"final": "00"}}',
  '{"algorithm": "XXH64", "digests": {}}',
  '{"algorithm": "XXH64", "digests": {"final": 5}}',
  '{"algorithm": "XXH64", "digests": {"final": "00", "HashHeader": null}}',
];
for (const text of badTexts) {
  test(`parseIntegrityText() refuses ${text === "" ? "nothing" : text}`, () => {
    assert.throws(() => parseIntegrityText(text), IntegrityError);
  });
}

test("decodeIntegrityRecord() refuses what is no record, and leaves other versions to the caller", () => {
  assert.throws(() => decodeIntegrityRecord(new Uint8Array(0)), IntegrityError);
  assert.throws(() => decodeIntegrityRecord(packValue(["version"])), IntegrityError);
  assert.throws(() => decodeIntegrityRecord(Uint8Array.of(0x80, 0)), IntegrityError);
  assert.equal(decodeIntegrityRecord(packValue(new Map([["version", 7]]))).version, 7);
  assert.equal(decodeIntegrityRecord(packValue(new Map())).version, undefined);
});
