import assert from "node:assert/strict";
import { test } from "node:test";
import { loadSampleExpectations, readSample, vectorBytes } from "./index.ts";

test("readSample() finds the files of every sample", () => {
  const names = Object.keys(loadSampleExpectations());
  assert.ok(names.length >= 10);
  for (const name of names) {
    const files = readSample(name);
    assert.match(Buffer.from(files.get("repo/config")!).toString(), /\[repository\]/);
    const segments = [...files].filter(([path]) => path.startsWith("repo/data/"));
    assert.ok(segments.length > 0);
    for (const [, content] of segments) assert.equal(Buffer.from(content).toString("latin1", 0, 8), "BORG_SEG");
  }
});

test("vectorBytes() makes every form", () => {
  const joined = vectorBytes({
    concat: [{ hex: "0102" }, { repeat: "aabb", length: 3 }, { stream: "plain", length: 33 }],
  });
  assert.equal(Buffer.from(joined).toString("hex", 0, 7), "0102aabbaaac35");
  assert.equal(joined.length, 38);
});
