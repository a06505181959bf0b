import assert from "node:assert/strict";
import { test } from "node:test";
import { inTurns } from "./in-turns.ts";

test("inTurns() has each once a turn, and another one first in each", () => {
  const order = inTurns(["a", "b", "c"], 4);
  assert.equal(order.map(({ of }) => of).join(""), "abcbcacababc");
  assert.deepEqual(order.map(({ turn }) => turn).join(""), "000111222333");
  assert.deepEqual(inTurns([], 2), []);
});
