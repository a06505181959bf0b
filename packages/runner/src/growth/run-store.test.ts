import assert from "node:assert/strict";
import { test } from "node:test";
import { FindingStore, type Finding, State } from "../state/index.ts";
import type { RunFigures } from "./run-figures.ts";
import { RunStore } from "./run-store.ts";

const RUN: RunFigures = {
  ...{ repository_id: "aa", archive: "one", startedMs: 1000, durationMs: 5 },
  ...{ original_size: 100, compressed_size: 50, deduplicated_size: 10, files: 4 },
  ...{ filesNew: 1, filesChanged: undefined, repositorySize: undefined, room: 0 },
};
const FINDING: Finding = { code: "mass-change", subject: "two", severity: "warning", text: "a", remedy: "b" };

test("runs come back as they were, the latest of one source, oldest first", () => {
  using state = new State(":memory:");
  const store = new RunStore(state, "/r", "a-*");
  store.add({ ...RUN, archive: "two", startedMs: 2000 }, [], 1);
  store.add(RUN, [], 2);
  new RunStore(state, "/r", "b-*").add(RUN, [], 3);
  assert.deepEqual(
    store.list(5).map(({ archive }) => archive),
    ["one", "two"],
  );
  assert.deepEqual(store.list(5)[0], { ...RUN, id: 2, findings: [], releasedMs: undefined, isUsual: false });
  assert.equal(store.list(1)[0]?.archive, "two");
});

test("a run with findings is held for all sources of the repository until it is released", () => {
  using state = new State(":memory:");
  const store = new RunStore(state, "/r", "a-*");
  store.add(RUN, [], 1);
  store.add({ ...RUN, archive: "two" }, [FINDING], 2);
  store.add({ ...RUN, archive: "three" }, [], 3);
  const other = new RunStore(state, "/r", "b-*");
  assert.deepEqual(
    other.held().map(({ archive }) => archive),
    ["two"],
  );
  assert.deepEqual(new RunStore(state, "/s", "a-*").held(), []);
  const findings = new FindingStore(state, "growth", "/r");
  assert.deepEqual(findings.list(), [{ ...FINDING, firstSeenMs: 2 }]);
  assert.equal(store.release(9, true), 1);
  assert.deepEqual([store.held(), findings.list()], [[], []]);
  const two = store.list(9).find(({ archive }) => archive === "two");
  assert.deepEqual([two?.releasedMs, two?.isUsual, two?.findings], [9, true, [FINDING]]);
});
