import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { temporaryFolder } from "@coffer/testkit/borg";
import { perform } from "../scenarios/index.ts";
import type { Scenario } from "../scenarios/index.ts";
import type { Tool } from "../tools/index.ts";
import { runScenario } from "./run-scenario.ts";
import { Workshop } from "./workshop.ts";

const OPTIONS = { pairs: 3, scale: 1, verify: true };

/** A program whose repository is a folder, and whose archives are files in it. */
function shellTool(name: string, check: string): Tool {
  return {
    name,
    path: "/bin/sh",
    version: name,
    borg: undefined,
    speech: {
      environment: ({ repository }) => ({ PATH: "/usr/bin:/bin", R: repository }),
      init: () => [["-c", 'mkdir "$R"']],
      create: (_place, archive) => ["-c", `set -C; echo 1234 > "$R/${archive}"`],
      extract: () => ["-c", "true"],
      info: () => ["-c", "true"],
      check: () => ["-c", "true"],
      checkData: () => ["-c", check],
      prune: () => [],
    },
  };
}

const SOUND = shellTool("sound", 'test -e "$R/a" && test ! -e "$R/b"');
const DAMAGED = shellTool("damaged", "echo gone >&2; exit 1");

/** A second archive cannot be made twice: the shell refuses to overwrite it. */
function secondArchive(fresh: boolean): Scenario {
  const setting = { mode: "repokey", compression: "lz4" } as const;
  return {
    name: "second",
    fresh,
    preparation: {
      name: "first",
      make: async (stage) => {
        const { path, speech } = stage.tool;
        for (const words of [...speech.init(stage, setting), speech.create(stage, "a", setting)]) {
          await perform({ path, words, cwd: stage.folder, env: stage.env });
        }
      },
    },
    run: ({ tool, env, folder, ...place }) => [
      {
        path: tool.path,
        words: tool.speech.create({ ...place }, "again", setting),
        cwd: folder,
        env,
      },
    ],
  };
}

test("runScenario() measures every turn, begins each afresh, and tells what is damaged", async (context) => {
  const workshop = new Workshop(temporaryFolder(context), 1);
  const row = await runScenario(secondArchive(true), workshop, { ...OPTIONS, tools: [SOUND, DAMAGED] });
  assert.deepEqual(row.failures, []);
  assert.deepEqual(
    row.results.map(({ tool, runs, stored }) => [tool, runs.length, stored]),
    [
      ["sound", 3, 10],
      ["damaged", 3, 10],
    ],
  );
  assert.equal(row.results[0]?.damage, undefined);
  assert.match(row.results[1]?.damage ?? "", /gone/);
});

test("runScenario() leaves out a program that fails, and goes on with the others", async (context) => {
  const workshop = new Workshop(temporaryFolder(context), 1);
  const other: Tool = { ...SOUND, name: "other", speech: { ...SOUND.speech, init: () => [["-c", "exit 7"]] } };
  const row = await runScenario(secondArchive(true), workshop, { ...OPTIONS, tools: [other, SOUND] });
  assert.deepEqual(
    row.results.map(({ tool }) => tool),
    ["sound"],
  );
  assert.match(row.failures[0]?.message ?? "", /code 7/);
  const unrefreshed = await runScenario(
    { ...secondArchive(false), preparation: { ...secondArchive(false).preparation, name: "unrefreshed" } },
    workshop,
    { ...OPTIONS, tools: [SOUND] },
  );
  assert.equal(unrefreshed.results.length, 0);
  assert.match(unrefreshed.failures[0]?.message ?? "", /code 2/);
});

test("Workshop prepares once for all scenarios, and drops what none of them wants", async (context) => {
  const folder = temporaryFolder(context);
  const workshop = new Workshop(folder, 1);
  const { preparation } = secondArchive(true);
  const stage = await workshop.stageOf(preparation, SOUND);
  assert.equal(await workshop.stageOf(preparation, SOUND), stage);
  workshop.keepOnlyFor([secondArchive(true)]);
  assert.deepEqual(readdirSync(stage.repository), ["a"]);
  workshop.keepOnlyFor([]);
  assert.notEqual(await workshop.stageOf(preparation, SOUND), stage);
});
