import assert from "node:assert/strict";
import { test } from "node:test";
import { SCENARIOS } from "./index.ts";
import { withoutSection } from "./large-index.ts";

test("scenarios have names of their own, and preparations of one name are the same", () => {
  const names = SCENARIOS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const sources = new Map<string, string | undefined>();
  for (const { preparation, name } of SCENARIOS) {
    const known = sources.get(preparation.name) ?? preparation.source;
    assert.equal(preparation.source, known, name);
    sources.set(preparation.name, preparation.source);
  }
});

test("growth is measured since a scenario that comes before", () => {
  const names = SCENARIOS.map(({ name }) => name);
  const growing = SCENARIOS.filter(({ goal }) => goal?.growth !== undefined);
  assert.ok(growing.length > 0);
  for (const { name, goal } of growing) {
    const since = names.indexOf(goal?.growth?.since ?? "");
    assert.ok(since !== -1 && since < names.indexOf(name), name);
  }
});

test("what changes the files of a source is not followed by what needs them unchanged", () => {
  const changing = SCENARIOS.findIndex(({ name }) => name === "create-changed");
  const { source } = SCENARIOS[changing]?.preparation ?? {};
  assert.equal(source, "small");
  assert.deepEqual(
    SCENARIOS.slice(changing + 1).filter(({ preparation }) => preparation.source === source),
    [],
  );
});

test("withoutSection() takes out one section of a configuration, wherever it stands", () => {
  const text = "[cache]\nversion = 1\n\n[integrity]\nchunks = x\n\n[repository]\nid = 1\n";
  assert.equal(withoutSection(text, "integrity"), "[cache]\nversion = 1\n\n[repository]\nid = 1\n");
  assert.equal(withoutSection(text, "repository"), "[cache]\nversion = 1\n\n[integrity]\nchunks = x\n\n");
});
