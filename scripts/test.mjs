// `npm test`: installs what is missing, builds, runs every test, and ends with one line of totals. Runs on Node 20.
//
//   npm test                            everything, with a covering selection of the interop matrix
//   npm test -- --matrix                the whole matrix and 200 kills (also `npm run test:matrix`; takes hours)
//   npm test -- --only interop crash    one kind of tests, optionally only files whose name contains a word
//   npm test -- --only borg-suite       Borg's own tests against coffer
//   npm test -- --no-install            installs nothing
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  { name: "unit", files: [...testFiles("packages"), ...testFiles("tests", false)], isolated: false },
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
  const { status } = spawnSync(
    node,
    ["-C", "source", "--test", ...flags, "--test-reporter=./scripts/test-reporter.mjs", ...files],
    {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}`,
        COFFER_TEST_TOTALS: totalsFile,
        COFFER_TEST_LINES: suite.isolated ? "1" : "",
        COFFER_MATRIX: matrix ? "all" : (process.env.COFFER_MATRIX ?? ""),
      },
    },
  );
  if (status !== 0) broken += 1;
  console.log(`${suite.name}: ${((Date.now() - start) / 1000).toFixed(0)} s`);
}

function runFuzz() {
  console.log("\nfuzz smoke");
  const { status } = spawnSync(node, ["-C", "source", "fuzz/run.ts", "--smoke"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, COFFER_TEST_TOTALS: totalsFile },
  });
  if (status !== 0) broken += 1;
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
  if (existsSync(totalsFile)) {
    for (const line of readFileSync(totalsFile, "utf8").trim().split("\n")) {
      const part = JSON.parse(line);
      for (const key of Object.keys(total)) total[key] += part[key];
      skips.push(...part.skips);
      failures.push(...(part.failures ?? []));
    }
  }
  rmSync(scratch, { recursive: true, force: true });
  if (skips.length > 0) console.log(`\nskipped:\n${skips.map((skip) => `  ${skip}`).join("\n")}`);
  if (failures.length > 0) console.log(`\nfailed:\n${failures.map((name) => `  ${name}`).join("\n")}`);
  // a run that dies before its first test reports none
  if (broken > 0 && total.failed === 0) total.failed = broken;
  console.log(`\n${Math.round((Date.now() - began) / 1000)} s`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed > 0 || broken > 0 || total.passed === 0 ? 1 : 0;
}
