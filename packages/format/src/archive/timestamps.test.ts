import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors } from "@coffer/testkit/spec";
import { fromHex, MsgpackError, MsgpackReader, MsgpackWriter, toHex } from "../bytes/index.ts";
import { readBigIntField, writeBigIntField } from "./bigint-field.ts";
import { safeNs } from "./timestamps.ts";

const { bigint, safe_ns } = loadVectors<{
  bigint: { value: string; packed: string }[];
  safe_ns: { ns: string; stored: string }[];
}>("objects");

test("integers of any size are packed as borg packs them", () => {
  assert.equal(bigint.length, 8);
  for (const { value, packed } of bigint) {
    const writer = new MsgpackWriter();
    writeBigIntField(writer, BigInt(value));
    assert.equal(toHex(writer.view()), packed, value);
    assert.equal(readBigIntField(new MsgpackReader(fromHex(packed))), BigInt(value));
  }
});

test("readBigIntField() refuses what is no time", () => {
  assert.throws(() => readBigIntField(new MsgpackReader(fromHex("c0"))), MsgpackError);
  assert.throws(() => readBigIntField(new MsgpackReader(fromHex(`da0021${"00".repeat(33)}`))), /too large/);
  assert.equal(readBigIntField(new MsgpackReader(fromHex("a0"))), 0n);
});

test("safeNs() clamps as borg does", () => {
  assert.equal(safe_ns.length, 8);
  for (const { ns, stored } of safe_ns) assert.equal(safeNs(BigInt(ns)), BigInt(stored), ns);
});
