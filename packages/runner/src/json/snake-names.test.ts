import assert from "node:assert/strict";
import { test } from "node:test";
import { withSnakeNames } from "./snake-names.ts";

test("withSnakeNames() spells fields at any depth, and leaves values alone", () => {
  const value = { startedMs: 1, original_size: null, held: [{ isUsual: true, code: "aB" }], left: undefined };
  assert.equal(
    JSON.stringify(withSnakeNames(value)),
    '{"started_ms":1,"original_size":null,"held":[{"is_usual":true,"code":"aB"}]}',
  );
});
