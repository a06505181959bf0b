import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSetting } from "./config-settings.ts";

const ID = "0123456789abcdef".repeat(4);

test("checkSetting() takes every setting that Borg lets be changed", () => {
  for (const [name, value] of [
    ["segments_per_dir", " 500 "],
    ["max_segment_size", "500M"],
    ["storage_quota", "10M"],
    ["storage_quota", "0"],
    ["additional_free_space", "2.5G"],
    ["append_only", "1"],
    ["id", ID],
    ["last_segment_checked", "17"],
  ] as const) {
    assert.doesNotThrow(() => checkSetting("repository", "repository", name, value), name);
  }
  assert.doesNotThrow(() => checkSetting("cache", "cache", "previous_location", "anywhere"));
});

test("checkSetting() says what is wrong", () => {
  for (const [name, value, message] of [
    ["version", "1", "Error: Invalid name"],
    ["constructor", "1", "Error: Invalid name"],
    ["key", undefined, "Error: Invalid name"],
    ["segments_per_dir", "1.5", "Error: Invalid value"],
    ["max_segment_size", "5G", "Error: Invalid value: max_segment_size >= 4273995776"],
    ["max_segment_size", "", "Error: Invalid value"],
    ["storage_quota", "9M", "Error: Invalid value: storage_quota < 10M"],
    ["append_only", "true", "Error: Invalid value"],
    ["id", "0g", "Error: Non-hexadecimal digit found"],
    ["id", "012", "Error: Odd-length string"],
    ["id", ID.slice(2), "Error: Expected 32 bytes (64 hex digits), got 31 bytes."],
  ] as const) {
    assert.throws(() => checkSetting("repository", "repository", name, value), { message }, `${name} = ${value}`);
  }
  assert.throws(() => checkSetting("repository", "cache", "id", ID), { message: "Error: Invalid section" });
  assert.throws(() => checkSetting("cache", "cache", "manifest", ""), { message: "Error: Invalid name" });
});

test("checkSetting() asks for no value where one is removed", () => {
  assert.doesNotThrow(() => checkSetting("repository", "repository", "id", undefined));
});
