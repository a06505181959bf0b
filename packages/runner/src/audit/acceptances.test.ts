import assert from "node:assert/strict";
import { test } from "node:test";
import { sortOut } from "./acceptances.ts";
import { codesOf, NOW_MS } from "./testing/prepared-machine.ts";

const about = (code: string, subject: string) =>
  ({ code, subject, severity: "warning", text: "It is so", remedy: "" }) as const;

test("sortOut() takes out what is accepted, as long as it is", () => {
  const found = [about("a", "/srv/one"), about("a", "/srv/two"), about("b", "")];
  const accept = (until?: string) => [{ code: "a", subject: "/srv/o*", reason: "why", ...(until && { until }) }];
  const { findings, accepted } = sortOut(found, accept(), NOW_MS);
  assert.deepEqual(codesOf(findings), ["a /srv/two", "b"]);
  assert.deepEqual(accepted, [{ ...about("a", "/srv/one"), reason: "why", until: undefined }]);
  assert.equal(sortOut(found, accept("2026-11-23"), NOW_MS).accepted.length, 1, "the last day counts");
  const over = sortOut(found, accept("2026-11-22"), NOW_MS);
  assert.equal(over.accepted.length, 0);
  assert.match(over.findings[0]?.text ?? "", /was accepted, but only until 2026-11-22: why/);
});

test("an acceptance without a subject is for all, and one that nothing needs is told", () => {
  const accept = [
    { code: "a", reason: "all" },
    { code: "gone", subject: "/x", reason: "old" },
  ];
  const { findings, accepted } = sortOut([about("a", "/one"), about("a", "")], accept, NOW_MS);
  assert.equal(accepted.length, 2);
  assert.deepEqual(
    findings.map(({ code, subject, severity }) => [code, subject, severity]),
    [["acceptance-unneeded", "gone /x", "info"]],
  );
});
