import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuditedRepository } from "../audit-subject.ts";
import { DAY_MS, NOW_MS, PreparedMachine } from "../testing/prepared-machine.ts";
import { proofAges } from "./proof-ages.ts";

test("checks and drills that were never done, or are long overdue, are found", (t) => {
  const machine = new PreparedMachine(t);
  const of = (known: Partial<AuditedRepository>, configuration = {}): readonly string[] =>
    proofAges(machine.subject({ configuration, known: [known] })).map(({ code, text }) => `${code}: ${text}`);
  const checked = (days: number): Partial<AuditedRepository> => ({
    checkedMs: new Map([
      ["repository", NOW_MS - DAY_MS],
      ["archives", NOW_MS - days * DAY_MS],
    ]),
    drilledMs: NOW_MS - DAY_MS,
  });
  assert.deepEqual(of(checked(3)), []);
  assert.deepEqual(of(checked(90)), ["check-overdue: The archives check of one last ended well on 2026-08-25"]);
  assert.deepEqual(of({ drilledMs: NOW_MS }), [
    "check-overdue: The repository check of one has never ended well",
    "check-overdue: The archives check of one has never ended well",
  ]);
  assert.deepEqual(of(checked(90), { checks: [{ name: "archives", frequency: "2 months" }] }), []);
  const old = { ...checked(3), drilledMs: NOW_MS - 200 * DAY_MS };
  assert.deepEqual(of(old), ["drill-overdue: A restore from one was last tried on 2026-05-07, more than 6 months ago"]);
  assert.deepEqual(of(old, { audit: { drill_age: "1 year" } }), []);
  assert.deepEqual(of({ ...checked(3), drilledMs: undefined }), ["drill-overdue: A restore from one was never tried"]);
  assert.match(of(checked(3), { skip_actions: ["check"] })[0] ?? "", /^checks-disabled/);
  assert.match(of(checked(3), { checks: [{ name: "disabled" }] })[0] ?? "", /^checks-disabled/);
  assert.deepEqual(of({ encryption: undefined }), []);
});
