/**
 * Borg's own tests of remote repositories, with `coffer serve` in the place of `borg serve`: those of the conversation, and those that
 * run every command of Borg's on a repository that is served. `npm run test:matrix` has all of the latter, else there is a selection.
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { describe, test } from "node:test";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { coffer, pythonOf, temporaryFolder, theBorgs } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { run } from "@coffer/testkit/run";
import { needBorg, needRoot } from "./support/index.ts";

const ALL = process.env["COFFER_MATRIX"] === "all";
const RUNNER = fileURLToPath(new URL("../borg-suite/remote_tests.py", import.meta.url));
const PYTEST = "/usr/lib/python3/dist-packages/pytest";

const CONVERSATION = ["RemoteRepositoryTestCase", "RemoteLegacyFree", "RemoteRepositoryCheckTestCase"];
const COMMANDS = "RemoteArchiverTestCase";
/** What asks most of a server, as words in the names of tests. */
const CHOSEN = ["remote_repo", "readonly", "nonce", "corrupted", "init_", "delete", "break_lock", "compact"];

const skip = needBorg().skip || needRoot() || (!existsSync(PYTEST) && "needs pytest (apt install python3-pytest)");

/** What became of one of Borg's tests. */
interface Outcome {
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly reason: string;
}

describe("borg's tests of remote repositories", { skip, timeout: ALL ? 7_200_000 : 900_000 }, () => {
  for (const [index, borg] of theBorgs().entries()) {
    test(`${borg.name}: the conversation`, (context) =>
      report(
        context,
        borg,
        CONVERSATION.map((name) => `repository.py::${name}`),
      ));
    if (ALL || index === 0) {
      const chosen = ALL ? [] : ["-k", CHOSEN.join(" or ")];
      test(`${borg.name}: commands`, (context) => report(context, borg, [`archiver.py::${COMMANDS}`, ...chosen]));
    }
  }
});

/** Each of Borg's tests is one of ours. */
async function report(context: TestContext, borg: Program, tests: readonly string[]): Promise<void> {
  const outcomes = await runTests(context, borg, tests);
  for (const { name, outcome, reason } of outcomes) {
    await context.test(`${borg.name}: ${name}`, { skip: outcome === "skipped" && reason }, () => {
      assert.equal(outcome, "passed", reason);
    });
  }
}

async function runTests(context: TestContext, borg: Program, tests: readonly string[]): Promise<Outcome[]> {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, "tmp"));
  const python = pythonOf(borg);
  // one of them starts a second client by that name
  const path = [dirname(python), process.env["PATH"] ?? "/usr/bin:/bin"].join(delimiter);
  const { code, text, stderr } = await run(python, [RUNNER, coffer.path, folder, ...tests], {
    cwd: folder,
    env: { PATH: path, TMPDIR: join(folder, "tmp"), PYTHONDONTWRITEBYTECODE: "1" },
    timeoutMs: ALL ? 7_200_000 : 900_000,
  });
  const lines = text.split("\n").filter((line) => line !== "");
  // 1: some failed, which is told by name
  assert.ok(lines.length > 0 && code <= 1, `the tests did not run (${code})\n${stderr}`);
  return lines.map((line) => JSON.parse(line) as Outcome);
}
