// Borg's own test suite, from Debian's package, against our executable. The harness that lets the suite run another program than
// borg's lies beside the checkout, or where COFFER_BORG_SUITE points. Runs on Node 20.
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** What the suite needs; each is a package of Debian. */
export const SUITE_PACKAGES = ["python3-pytest", "python3-dateutil", "python3-llfuse"];

/** `self` is coffer's client with coffer's server: a quarter of an hour. */
const SUITES = { usual: "binary,local", all: "binary,local,self" };
const KNOWN_FAILURES = "tests/borg-suite/known-failures.tsv";

/**
 * Starts the suite in the background.
 *
 * @param suites What of it; see {@link SUITES}.
 * @returns A promise of its totals, or of one skip with the reason.
 */
export function startBorgSuite(root, suites) {
  const harness = process.env.COFFER_BORG_SUITE ?? resolve(root, "../shared/tools/borg-suite/run");
  const hindrance = findHindrance(harness);
  if (hindrance !== undefined) {
    console.error(`\nBORG'S OWN SUITE IS NOT RUN: ${hindrance}\n`);
    return Promise.resolve({ passed: 0, failed: 0, skipped: 1, skips: [`borg's own suite: ${hindrance}`] });
  }
  const scratch = mkdtempSync(join(tmpdir(), "coffer-borg-suite-"));
  const log = openSync(join(scratch, "output"), "w");
  const child = spawn(harness, ["-s", SUITES[suites], "-o", scratch, join(root, "bin/coffer")], {
    // nothing of Borg's variables, and none of ours
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "/", TMPDIR: process.env.TMPDIR ?? "/tmp" },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  return new Promise((done) => {
    let error;
    child.on("error", (cause) => (error = cause));
    child.on("close", () => done(error === undefined ? judge(root, scratch) : notRun(String(error), scratch)));
  }).finally(() => rmSync(scratch, { recursive: true, force: true }));
}

function findHindrance(harness) {
  if (!existsSync(harness)) return `there is no ${harness}`;
  if (process.getuid?.() !== 0) return "it needs root";
  if (!existsSync("/usr/lib/python3/dist-packages/borg/testsuite")) return "Debian's borgbackup is not installed";
  if (!existsSync("/usr/lib/python3/dist-packages/pytest")) return "Debian's python3-pytest is not installed";
  return undefined;
}

/** Compares what failed with what is known to fail. */
function judge(root, scratch) {
  const results = join(scratch, "results.tsv");
  const rows = existsSync(results) ? readRows(readFileSync(results, "utf8")) : [];
  if (rows.length === 0) return notRun("no results", scratch);
  const known = new Map(readRows(readFileSync(join(root, KNOWN_FAILURES), "utf8")));
  const totals = { passed: 0, failed: 0, skipped: 0, skips: [] };
  for (const [outcome, seconds, suite, test, reason] of rows) {
    const name = `${suite}::${test}`;
    const excuse = known.get(name);
    known.delete(name);
    if (outcome === "skipped" || (outcome === "failed" && excuse !== undefined)) {
      totals.skipped += 1;
      totals.skips.push(`${name}: ${excuse === undefined ? reason : `known to fail: ${excuse}`}`);
    } else if (outcome === "passed" && excuse === undefined) totals.passed += 1;
    else {
      totals.failed += 1;
      const why = excuse === undefined ? reason : `passes: remove it from ${KNOWN_FAILURES}`;
      console.log(`  FAIL ${name} (${seconds} s): ${why}`);
    }
  }
  for (const name of known.keys()) {
    totals.failed += 1;
    console.log(`  FAIL ${name}: ${KNOWN_FAILURES} names a test that there is not`);
  }
  if (totals.failed > 0) console.log(readFileSync(join(scratch, "pytest.log"), "utf8").slice(-20_000));
  return totals;
}

/** Fields of lines, but of comments. */
function readRows(text) {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split("\t"));
}

function notRun(reason, scratch) {
  const output = join(scratch, "output");
  console.log(
    `  FAIL borg's own suite did not run: ${reason}\n${existsSync(output) ? readFileSync(output, "utf8") : ""}`,
  );
  return { passed: 0, failed: 1, skipped: 0, skips: [] };
}
