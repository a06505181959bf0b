import assert from "node:assert/strict";
import { test } from "node:test";
import { isShown, LOG_LEVELS, type Verbosity } from "./index.ts";

test("isShown() knows the least level of each verbosity", () => {
  const shown = (verbosity: Verbosity) => LOG_LEVELS.filter((level) => isShown(level, verbosity)).join(" ");
  assert.equal(shown(2), "debug info answer warning error critical");
  assert.equal(shown(1), "info answer warning error critical");
  assert.equal(shown(0), "answer warning error critical");
  assert.equal(shown(-1), "error critical");
  assert.equal(shown(-2), "");
});
