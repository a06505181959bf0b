import assert from "node:assert/strict";
import { test } from "node:test";
import { BorgVersion } from "./borg-version.ts";

test("BorgVersion compares numbers, not texts", () => {
  assert.equal(new BorgVersion("1.10.0").isAtLeast("1.2.9"), true);
  assert.equal(new BorgVersion("1.2.4").isAtLeast("1.2.9"), false);
  assert.equal(new BorgVersion("1.4.5").isAtLeast("1.4.5"), true);
  assert.equal(new BorgVersion("2").isAtLeast("1.4.5"), true);
});

test("BorgVersion puts a pre-release before its release", () => {
  assert.equal(new BorgVersion("1.2.0b3").isAtLeast("1.2.0"), false);
  assert.equal(new BorgVersion("1.2.0").isAtLeast("1.2.0b3"), true);
  assert.equal(new BorgVersion("1.2.0rc1").isAtLeast("1.2.0b9"), true);
  assert.equal(new BorgVersion("1.4.4.dev12+gdeadbeef").isAtLeast("1.4.4"), true);
});

test("BorgVersion refuses what is no version", () => {
  assert.throws(() => new BorgVersion("borg"), RangeError);
});
