import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS, FAMILIES } from "../commands/index.ts";
import { loadCommands, programLevel } from "./levels.ts";

test("loadCommands() loads the commands whose words are on the command line", async () => {
  assert.deepEqual([...(await loadCommands(["--info", "list", "create"])).keys()], ["create", "list"]);
  assert.deepEqual([...(await loadCommands(["key"])).keys()], []);
});

test("programLevel() shows every command once, families as one word", () => {
  const level = programLevel("coffer", new Map());
  const names = [...COMMANDS.keys()].map((name) => name.split(" ")[0]);
  assert.deepEqual([...level.stages.keys()], [...new Set(names)]);
  for (const name of COMMANDS.keys()) {
    const [first = "", member] = name.split(" ");
    if (member === undefined) continue;
    assert.ok(FAMILIES.has(first), `${first} is no family`);
    const family = level.stages.get(first)?.level();
    assert.equal(family?.program, `coffer ${first}`);
    assert.ok(family?.stages.has(member));
  }
});
