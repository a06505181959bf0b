import assert from "node:assert/strict";
import { test } from "node:test";
import { State } from "../state/index.ts";
import type { Scorecard } from "./scorecard.ts";
import { ScorecardStore } from "./scorecard-store.ts";

const CARD: Scorecard = {
  ...{ copies: 2, domains: ["the disk of the sources", "host"], offSite: ["one"], immutable: [], onSourceDisk: [] },
  lastDrill: undefined,
};

test("the last scorecard of each configuration is kept", () => {
  using state = new State(":memory:");
  const store = new ScorecardStore(state);
  store.replace("/etc/b.yaml", CARD, 1);
  store.replace("/etc/a.yaml", CARD, 2);
  store.replace("/etc/b.yaml", { ...CARD, copies: 3, lastDrill: "2026-06-29" }, 3);
  assert.deepEqual(
    store
      .list()
      .map(({ configuration, countedMs, copies, lastDrill, offSite }) => [
        ...[configuration, countedMs, copies, lastDrill, offSite],
      ]),
    [
      ["/etc/a.yaml", 2, 2, undefined, ["one"]],
      ["/etc/b.yaml", 3, 3, "2026-06-29", ["one"]],
    ],
  );
});
