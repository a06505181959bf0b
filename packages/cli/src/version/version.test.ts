import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { COFFER_VERSION, VERSION_LINE } from "./index.ts";

test("COFFER_VERSION is the version of the package", () => {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  assert.equal(COFFER_VERSION, (JSON.parse(text) as { version: string }).version);
});

test("VERSION_LINE shows frontends a Borg 1.4 as its second word", () => {
  assert.match(VERSION_LINE.split(" ")[1] ?? "", /^1\.4\.\d+$/);
});
