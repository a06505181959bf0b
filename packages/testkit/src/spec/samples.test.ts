import assert from "node:assert/strict";
import { test } from "node:test";
import { loadSampleExpectations, readSample, vectorBytes } from "./index.ts";

test("readSample() finds the files of every sample", () => {
  const names = Object.keys(loadSampleExpectations());
  assert.ok(names.length >= 10);
  for (const name of names) {
    const files = readSample(name);
    assert.match(Buffer.from(files.get("repo/config")!).toString(), /\[repository\]/);
    assert.equal(
      Buffer.from(files.get("repo/data/0/0") ?? files.get("repo/data/0/1")!).toString("latin1", 0, 8),
      "BORG_SEG",
    );
  }
});

test("vectorBytes() makes every form", () => {
  const joined = vectorBytes({
    concat: [{ hex: "0102" }, { repeat: "aabb", length: 3 }, { stream: "plain", length: 33 }],
  });
  assert.equal(Buffer.from(joined).toString("hex", 0, 8), "0102aabbaaac3509");
  assert.equal(joined.length, 38);
});
