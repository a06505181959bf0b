import assert from "node:assert/strict";
import { test } from "node:test";
import { outdatedFor } from "./methods.ts";
import { negotiationArgs, negotiationResult, readClientData, readServerData } from "./negotiation.ts";
import { RpcFormatError } from "./rpc-format-error.ts";
import { compareVersions, formatVersion, parseVersion } from "./version.ts";

const ORDERED = ["1.0.8", "1.1.0a2", "1.1.0b3", "1.1.0rc1", "1.1.0", "1.1.9", "1.2.0a0", "1.2.4", "1.4.5", "2.0.0b1"];

test("parseVersion() and formatVersion() are each other's reverse, and the order is that of time", () => {
  for (const [i, text] of ORDERED.entries()) {
    assert.equal(formatVersion(parseVersion(text)), text);
    for (const [k, other] of ORDERED.entries()) {
      assert.equal(Math.sign(compareVersions(parseVersion(text), parseVersion(other))), Math.sign(i - k));
    }
  }
  assert.deepEqual(parseVersion("1.2.1.dev7+g12"), [1, 2, 1, -9, 7]);
  assert.equal(formatVersion([1, 2, 1, -9, 7]), "1.2.1.dev7");
  assert.throws(() => parseVersion("x1.2.3"), RangeError);
});

test("negotiation names both versions, and falls back to Borg 1.0", () => {
  const client = readClientData(negotiationArgs([1, 4, 5, -1]).get("client_data"));
  assert.deepEqual(client, { version: [1, 4, 5, -1], wantsJson: true });
  assert.deepEqual(readServerData(negotiationResult(client, [1, 2, 4, -1])), { form: "named", version: [1, 2, 4, -1] });
  const old = readClientData(2);
  assert.equal(old.wantsJson, false);
  assert.deepEqual(readServerData(negotiationResult(old, [1, 4, 5, -1])), {
    form: "positional",
    version: [1, 0, 8, -1],
  });
  assert.deepEqual(readServerData(negotiationResult(readClientData(3), [1, 4, 5, -1])).form, "named");
});

test("negotiation refuses versions that are none", () => {
  for (const version of [null, [], [1, "x"], Array.from({ length: 9 }, () => 1)]) {
    assert.throws(() => readServerData(new Map([["server_version", version]])), RpcFormatError);
    assert.throws(() => readClientData(new Map([["client_version", version]])), RpcFormatError);
  }
  assert.throws(() => readServerData(3), RpcFormatError);
});

test("outdatedFor() names what an old server lacks", () => {
  const old = parseVersion("1.0.8");
  assert.deepEqual(outdatedFor(old, "scan", new Map()), { what: "scan", required: "1.1.0b3" });
  assert.deepEqual(outdatedFor(parseVersion("1.1.8"), "open", new Map([["make_parent_dirs", true]])), {
    what: "open make_parent_dirs=True",
    required: "1.1.9",
  });
  assert.deepEqual(outdatedFor(old, "check", new Map([["max_duration", 60]])), {
    what: "check max_duration=60",
    required: "1.2.0a4",
  });
  assert.equal(outdatedFor(old, "open", new Map([["make_parent_dirs", false]])), undefined);
  assert.equal(outdatedFor(old, "commit", new Map([["threshold", 0.5]])), undefined);
  assert.equal(outdatedFor(parseVersion("1.1.9"), "open", new Map([["make_parent_dirs", true]])), undefined);
});
