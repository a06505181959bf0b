/** An audit of this machine as it is. */
import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { test } from "node:test";
import { RunPlace } from "./support/index.ts";

interface Finding {
  readonly code: string;
  readonly subject: string;
  readonly severity: string;
}

/** Options of each configuration here: changes of the whole machine take a while to look through. */
const AUDIT = { recent_days: 0 };

async function auditAt(place: RunPlace): Promise<readonly Finding[]> {
  const { text, stderr } = await place.attempt("audit", "--json");
  assert.match(text, /^\[/, stderr);
  const [report] = JSON.parse(text) as { readonly findings: readonly Finding[] }[];
  return report?.findings ?? [];
}

test("an audit of this machine misses what is no source, tells a run of it, and lives with what is accepted", async (context) => {
  const place = new RunPlace(context);
  const of = (findings: readonly Finding[], wanted: string): readonly string[] =>
    findings.filter(({ code }) => code === wanted).map(({ subject }) => subject);
  place.configure({ audit: AUDIT });
  await place.call("repo-create");
  const first = await auditAt(place);
  assert.ok(of(first, "path-not-covered").includes("/etc"));
  assert.deepEqual(of(first, "key-not-exported"), ["one"]);
  assert.deepEqual(of(first, "secret-readable"), []);
  chmodSync(place.file("c.yaml"), 0o644);
  assert.deepEqual(of(await auditAt(place), "secret-readable"), [place.file("c.yaml")]);
  chmodSync(place.file("c.yaml"), 0o600);

  const escrow = ["--paper", "--path", place.file("paper"), "--place", "safe", "--passphrase-place", "bank"];
  await place.call("key", "escrow", ...escrow);
  await place.call("key", "escrow", "--prove", "--path", place.file("paper"));
  assert.deepEqual(of(await auditAt(place), "key-not-exported"), []);

  const accept = ["path-not-covered", "repository-on-source-disk"].map((code) => ({ code, reason: "a test" }));
  place.configure({ audit: { ...AUDIT, accept, frequency: "1 day" } });
  const quiet = await auditAt(place);
  assert.deepEqual(of(quiet, "path-not-covered"), []);
  assert.deepEqual(of(quiet, "drill-overdue"), ["one"]);
  assert.doesNotMatch((await place.attempt()).stderr, /never tried/, "an audit has just been made");
  place.configure({ audit: { ...AUDIT, accept } });
  assert.match((await place.call()).stderr, /A restore from one was never tried/);
});
