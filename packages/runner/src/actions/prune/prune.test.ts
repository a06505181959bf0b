import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigurationFolder } from "@coffer/testkit/configuration";
import type { BorgCall } from "../../borg/index.ts";
import type { Configuration } from "../../config/index.ts";
import { DrillStore } from "../../drill/index.ts";
import { State } from "../../state/index.ts";
import { runAction } from "../run-action.ts";
import { type RecordingContext, recordingContext } from "../testing/recording-context.ts";

const PRUNE = { name: "prune", flags: {} } as const;
const id = (digit: string): string => digit.repeat(64);

/** Three archives, of which Borg would delete the older two. */
function answer({ command, output }: BorgCall): string {
  if (command[0] === "list") {
    const archives = ["a", "b", "c"].map((name, day) => ({
      name,
      id: id(name),
      start: `2026-11-0${day + 1}T10:00:00.000000`,
    }));
    return JSON.stringify({ archives });
  }
  if (command[0] === "prune" && output.kind === "capture") {
    output.onInfo?.("Applying rules");
    for (const name of ["b", "a"])
      output.onInfo?.(`${"Would prune:".padEnd(44)} ${name} Sun, 2026-11-01 10:00:00 [${id(name)}]`);
    output.onInfo?.(`${"Keeping archive (rule: daily #1):".padEnd(44)} c Tue, 2026-11-03 10:00:00 [${id("c")}]`);
  }
  return "";
}

function guarded(folder: ConfigurationFolder, configuration: Partial<Configuration>, dryRun = false): RecordingContext {
  const base = { user_state_directory: folder.file("state"), keep_daily: 1, archive_name_format: "x-{now}" };
  return recordingContext({
    configuration: { ...base, ...configuration },
    answer,
    dryRun,
    nowMs: Date.UTC(2026, 10, 4),
  });
}

function lines({ calls }: RecordingContext): readonly string[] {
  return calls.map(({ command, options, positionals }) => [...command, ...options, ...positionals].join(" "));
}

/** Notes drills as the action `drill` does. */
function drill(folder: ConfigurationFolder, archives: readonly string[]): void {
  using state = new State(folder.file("state/coffermatic/state.sqlite3"));
  const store = new DrillStore(state);
  for (const [index, archive] of archives.entries()) {
    const sums = {
      items: 0,
      bytes: 0,
      restore_ms: 0,
      verify_ms: 0,
      sources_compared: 0,
      seed: 1,
      sample_percentage: 100,
    };
    store.add({
      ...{
        ...sums,
        repository: "/repo/one.borg",
        archive,
        archive_id: id(archive),
        outcome: "passed",
        from_escrow: false,
      },
      ...{ started_ms: index, ended_ms: index, databases: [], findings: [] },
    });
  }
}

test("without drills and limit prune is one call of Borg, and no database is made", async () => {
  using folder = new ConfigurationFolder();
  const context = guarded(folder, {});
  await runAction(context, PRUNE);
  assert.deepEqual(lines(context), ["prune --keep-daily 1 --glob-archives x-* --log-json /repo/one.borg"]);
});

test("the last archive that has passed a drill stays, of those that are there; others are deleted by name", async () => {
  using folder = new ConfigurationFolder({ "state/coffermatic/x": "" });
  drill(folder, ["b", "a", "9"]);
  const context = guarded(folder, { list_details: true });
  await runAction(context, PRUNE);
  assert.deepEqual(lines(context), [
    "list --json --consider-checkpoints --glob-archives x-* --log-json /repo/one.borg",
    "prune --keep-daily 1 --glob-archives x-* --list --dry-run --log-json /repo/one.borg",
    "delete --list --log-json /repo/one.borg b",
  ]);
  assert(context.logged.includes("info: Archive a stays: no later one has passed a drill"));
  drill(folder, ["1", "2", "3", "c"]);
  const later = guarded(folder, {});
  await runAction(later, PRUNE);
  assert.equal(lines(later).at(-1), "delete --log-json /repo/one.borg a b");
});

test("more deletions than prune_limit are refused before the first; a dry run warns", async () => {
  using folder = new ConfigurationFolder();
  const context = guarded(folder, { prune_limit: 1 });
  await assert.rejects(
    runAction(context, PRUNE),
    /would delete 2 of 3 archives, more than prune_limit \(1\).*--prune-limit 2/,
  );
  assert.equal(lines(context).length, 2);
  const dry = guarded(folder, { prune_limit: 1, list_details: true }, true);
  await runAction(dry, PRUNE);
  assert.equal(lines(dry).length, 2);
  assert.match(dry.logged.at(-1) ?? "", /^warning: prune would delete 2/);
  assert.equal(dry.logged.filter((line) => line.startsWith("answer: ")).length, 4);
  const enough = guarded(folder, { prune_limit: 2 });
  await runAction(enough, PRUNE);
  assert.equal(lines(enough).at(-1), "delete --log-json /repo/one.borg a b");
});

test("--simulate draws what each rule keeps, and deletes nothing", async () => {
  using folder = new ConfigurationFolder({ "state/coffermatic/x": "" });
  drill(folder, ["a"]);
  const context = guarded(folder, { keep_daily: 1, prune_limit: 0 });
  await runAction(context, { name: "prune", flags: { simulate: true } });
  assert.deepEqual(lines(context).length, 1);
  assert.deepEqual(context.logged.at(-1)?.split("\n"), [
    "answer: 2026-11",
    "Mo    Tu    We    Th    Fr    Sa    Su",
    "                                     1!",
    " 2x    3d    4     5     6     7     8",
    " 9    10    11    12    13    14    15",
    "16    17    18    19    20    21    22",
    "23    24    25    26    27    28    29",
    "30",
    "",
    "d  daily keeps 1: 2026-11-03 to 2026-11-03",
    "!  drilled keeps 1: 2026-11-01 to 2026-11-01",
    "x  deleted would be 1: 2026-11-02 to 2026-11-02",
  ]);
  const json = await runAction(context, { name: "prune", flags: { simulate: true, json: true } });
  assert.deepEqual((json as { readonly archives: unknown }).archives, [
    { archive: "c", started_ms: new Date(2026, 10, 3, 10).getTime(), rule: "daily" },
    { archive: "b", started_ms: new Date(2026, 10, 2, 10).getTime(), rule: null },
    { archive: "a", started_ms: new Date(2026, 10, 1, 10).getTime(), rule: "drilled" },
  ]);
});
