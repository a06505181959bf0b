// `npm test`: installs what is missing, builds, runs every test, and ends with one line of totals. Runs on Node 20.
//
//   npm test                            everything, with a covering selection of the interop matrix
//   npm test -- --matrix                the whole matrix and 200 kills (also `npm run test:matrix`; takes hours)
//   npm test -- --only interop crash    one kind of tests, optionally only files whose name contains a word
//   npm test -- --only borg-suite       Borg's own tests against coffer
//   npm test -- --no-install            installs nothing
//
// A file that fails is run once more at the end, alone on the machine. What passes then is named as unsteady: a bug to be
// looked for, in the test or in us, but no reason to doubt the change at hand. What fails twice fails.
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { startBorgSuite } from "./borg-suite.mjs";
import { preparePeers } from "./peers.mjs";
import { build, installModules, requireNode } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const args = process.argv.slice(2);
const matrix = args.includes("--matrix");
const install = !args.includes("--no-install");
const only = args.includes("--only")
  ? args.slice(args.indexOf("--only") + 1).filter((word) => !word.startsWith("--"))
  : [];
const began = Date.now();

if (install || !existsSync(join(root, "node_modules"))) installModules(root);
const node = requireNode(root);
preparePeers({ install });
build(root, node);

const scratch = mkdtempSync(join(tmpdir(), "coffer-totals-"));
const totalsFile = join(scratch, "totals");
let broken = 0;
// one test after the other and mostly waiting for processes: it fills the gaps of the others
const borgSuite =
  only.length === 0 || only[0] === "borg-suite" ? startBorgSuite(root, matrix ? "all" : "usual") : undefined;
const suites = [
  {
    name: "unit",
    files: [...testFiles("packages"), ...testFiles("tests", false), ...testFiles("bench")],
    isolated: false,
  },
  { name: "golden", files: testFiles("tests/golden"), isolated: false },
  { name: "interop", files: testFiles("tests/interop"), isolated: true },
  { name: "end-to-end", files: testFiles("tests/end-to-end"), isolated: true },
];
for (const suite of suites) {
  if (matrix ? suite.name !== "interop" : only.length > 0 && only[0] !== suite.name) continue;
  // what takes hours when it is done in full
  const words = matrix ? ["matrix", "crash", "switching", "shared-cache", "ssh", "borgs-tests"] : only.slice(1);
  runSuite(
    suite,
    suite.files.filter((file) => words.length === 0 || words.some((word) => file.includes(word))),
  );
}
if (!matrix && (only.length === 0 || only[0] === "fuzz")) runFuzz();
await finishBorgSuite();
finish();

/** Test files below a folder, relative to the root. */
function testFiles(folder, recursive = true) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts") && !name.includes("node_modules") && !/(^|\/)dist\//.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
}

function runSuite(suite, files) {
  if (files.length === 0) return;
  console.log(`\n${suite.name}: ${files.length} files`);
  const start = Date.now();
  const flags = suite.isolated ? ["--test-concurrency=2"] : ["--test-isolation=none"];
  noteIfBroken(() => runFiles(files, flags, totalsFile));
  console.log(`${suite.name}: ${((Date.now() - start) / 1000).toFixed(0)} s`);
}

/** Runs test files and gives the exit code; their totals are appended to `totals`. */
function runFiles(files, flags, totals) {
  const { status } = spawnSync(
    node,
    ["-C", "source", "--test", ...flags, "--test-reporter=./scripts/test-reporter.mjs", ...files],
    {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}`,
        COFFER_TEST_TOTALS: totals,
        COFFER_TEST_LINES: flags.includes("--test-isolation=none") ? "" : "1",
        COFFER_MATRIX: matrix ? "all" : (process.env.COFFER_MATRIX ?? ""),
      },
    },
  );
  return status;
}

/** What the suites have reported so far. */
function readTotals() {
  if (!existsSync(totalsFile)) return [];
  return readFileSync(totalsFile, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** A run that dies before its first test reports no failure. */
function noteIfBroken(run) {
  const before = failedSoFar();
  if (run() !== 0 && failedSoFar() === before) broken += 1;
}

function failedSoFar() {
  return readTotals().reduce((sum, part) => sum + part.failed, 0);
}

/** Runs each file of failed tests again, alone; gives the tests that pass then. More than a handful is no bad luck. */
function unsteadyOf(failures) {
  const files = [...new Set(failures.map((failure) => failure.file))];
  if (files.length === 0 || files.length > 6 || files.includes(undefined)) return [];
  return files.flatMap((file) => {
    console.log(`\nonce more, alone: ${relative(root, file)}`);
    const totals = join(scratch, "again");
    rmSync(totals, { force: true });
    if (runFiles([file], ["--test-concurrency=1"], totals) !== 0) return [];
    const { passed, failed } = JSON.parse(readFileSync(totals, "utf8"));
    return passed > 0 && failed === 0 ? failures.filter((failure) => failure.file === file) : [];
  });
}

function runFuzz() {
  console.log("\nfuzz smoke");
  noteIfBroken(() => {
    const { status } = spawnSync(node, ["-C", "source", "fuzz/run.ts", "--smoke"], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, COFFER_TEST_TOTALS: totalsFile },
    });
    return status;
  });
}

async function finishBorgSuite() {
  if (borgSuite === undefined) return;
  console.log("\nborg's own suite");
  const totals = await borgSuite;
  appendFileSync(totalsFile, `${JSON.stringify(totals)}\n`);
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
}

function finish() {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const skips = [];
  const failures = [];
  for (const part of readTotals()) {
    for (const key of Object.keys(total)) total[key] += part[key];
    skips.push(...part.skips);
    failures.push(...(part.failures ?? []));
  }
  const unsteady = unsteadyOf(failures);
  total.failed -= unsteady.length;
  total.passed += unsteady.length;
  rmSync(scratch, { recursive: true, force: true });
  if (skips.length > 0) console.log(`\nskipped:\n${skips.map((skip) => `  ${skip}`).join("\n")}`);
  const list = (tests) =>
    tests.map(({ name, file }) => `  ${name}${file === undefined ? "" : ` (${relative(root, file)})`}`).join("\n");
  const failed = failures.filter((failure) => !unsteady.includes(failure));
  if (failed.length > 0) console.log(`\nfailed:\n${list(failed)}`);
  if (unsteady.length > 0) console.log(`\nUNSTEADY, failed among others and passed alone:\n${list(unsteady)}`);
  total.failed += broken;
  console.log(`\n${Math.round((Date.now() - began) / 1000)} s`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}
