import assert from "node:assert/strict";
import { test } from "node:test";
import { UnsupportedPayloadError } from "../errors/index.ts";
import { KEY_TYPES, keyTypeByByte, keyTypeByMode } from "./key-types.ts";

test("keyTypeByByte() and keyTypeByMode() know the seven modes", () => {
  assert.equal(KEY_TYPES.length, 7);
  for (const type of KEY_TYPES) {
    assert.equal(keyTypeByByte(type.byte), type);
    assert.equal(keyTypeByMode(type.mode), type);
  }
  assert.equal(keyTypeByByte(0x01).mode, "repokey");
});

test("keyTypeByByte() refuses what a later Borg may write", () => {
  for (const byte of [0x08, 0x10, 0xff])
    assert.throws(
      () => keyTypeByByte(byte),
      (error) => error instanceof UnsupportedPayloadError && error.payloadType === byte,
    );
});
