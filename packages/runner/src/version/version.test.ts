import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { COFFERMATIC_VERSION } from "./index.ts";

test("COFFERMATIC_VERSION is the version of the package", () => {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  assert.equal(COFFERMATIC_VERSION, (JSON.parse(text) as { version: string }).version);
});
