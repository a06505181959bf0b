import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { System } from "../system/index.ts";
import { ActionTimes, FindingStore, openState, State } from "./index.ts";

test("openState() makes the database for its user only, and finds it again", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "coffer-state-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const system: System = { env: {}, cwd: "/", home: folder, nowMs: () => 0, sleep: () => Promise.resolve() };
  const first = openState({ repositories: [] }, system);
  new ActionTimes(first).note("/repository", "drill", 1000);
  const path = join(folder, ".local/state/coffermatic/state.sqlite3");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const second = openState({ repositories: [] }, system);
  assert.equal(new ActionTimes(second).lastMs("/repository", "drill"), 1000);
  first.close();
  second.close();
});

test("a database of a newer version is refused", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "coffer-state-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "state.sqlite3");
  new State(path, [{ name: "9999-later", sql: "CREATE TABLE later (a INTEGER)" }]).close();
  assert.throws(() => new State(path), /newer version: it has 9999-later/);
});

test("transaction() keeps all or nothing", () => {
  const state = new State(":memory:");
  const times = new ActionTimes(state);
  assert.throws(() =>
    state.transaction(() => {
      times.note("/a", "drill", 1);
      throw new Error("no");
    }),
  );
  assert.equal(times.lastMs("/a", "drill"), undefined);
  state.close();
});

test("an action is due at once, then after its frequency", () => {
  const state = new State(":memory:");
  const times = new ActionTimes(state);
  assert.equal(times.dueMs("/a", "drill", "2 days"), 0);
  times.note("/a", "drill", 5000);
  assert.equal(times.dueMs("/a", "drill", "2 days"), 5000 + 2 * 86_400_000);
  assert.equal(times.dueMs("/b", "drill", "2 days"), 0);
  state.close();
});

test("findings keep the time when they were first seen, and go when they are gone", () => {
  const state = new State(":memory:");
  const store = new FindingStore(state, "audit", "");
  const torn = { code: "live-database", subject: "/var/lib/x", severity: "error", text: "a", remedy: "b" } as const;
  const key = { code: "key-not-exported", subject: "", severity: "warning", text: "c", remedy: "d" } as const;
  store.replace([key, torn], 1000);
  new FindingStore(state, "audit", "/other").replace([], 1500);
  store.replace([torn], 2000);
  assert.deepEqual(store.list(), [{ ...torn, firstSeenMs: 1000 }]);
  store.replace([key, torn], 3000);
  assert.deepEqual(
    store.list().map(({ code, firstSeenMs }) => [code, firstSeenMs]),
    [
      ["live-database", 1000],
      ["key-not-exported", 3000],
    ],
  );
  state.close();
});
