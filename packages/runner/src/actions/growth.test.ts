import assert from "node:assert/strict";
import { chmodSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { ConfigurationFolder } from "@coffer/testkit/configuration";
import type { Configuration } from "../config/index.ts";
import { ExecutableBorg } from "../borg/index.ts";
import { type RunFigures, RunStore } from "../growth/index.ts";
import { State } from "../state/index.ts";
import { runAction } from "./run-action.ts";
import { recordingContext } from "./testing/recording-context.ts";

const FINDING = { code: "mass-change", subject: "a", severity: "warning", text: "much", remedy: "" } as const;
const RUN: RunFigures = {
  ...{ repository_id: "ab", archive: "a", startedMs: 0, durationMs: 1 },
  ...{ original_size: 30, compressed_size: 20, deduplicated_size: 10, files: 3 },
  ...{ filesNew: undefined, filesChanged: undefined, repositorySize: undefined, room: undefined },
};

/** Says what `create --json` says, and that one file of each kind was met. */
const SCRIPT = `#!/bin/sh
echo "$@" >>calls
case "$*" in *--list*) ;; *) false ;; esac &&
for status in A M U; do echo "{\\"type\\": \\"file_status\\", \\"status\\": \\"$status\\", \\"path\\": \\"p$status\\"}" >&2; done
cat <<END
{"repository": {"id": "ab"}, "cache": {"stats": {"unique_csize": 77, "total_size": 3, "total_csize": 2}},
 "archive": {"name": "a", "start": "2026-11-22T10:00:00.000000", "duration": 1.5,
  "stats": {"original_size": 30, "compressed_size": 20, "deduplicated_size": 10, "nfiles": 3}}}
END
`;

/** What is recorded of a run of a Borg that is a program, and the answers of its log. */
async function createdByProgram(more: Partial<Configuration>) {
  using folder = new ConfigurationFolder({ borg: SCRIPT, calls: "" });
  chmodSync(folder.file("borg"), 0o700);
  const configuration = {
    ...{ source_directories: [folder.path], user_state_directory: folder.file("state"), growth: {} },
    ...{ statistics: true, bootstrap: { store_config_files: false }, ...more },
  };
  const base = recordingContext({ configuration, system: folder.system({ XDG_RUNTIME_DIR: folder.path }) });
  const borg = new ExecutableBorg([folder.file("borg")], {
    ...{ configuration: base.configuration, env: {}, cwd: folder.path, log: base.log, signal: base.signal },
    passphrase: async () => await Promise.resolve(undefined),
  });
  assert.equal(await runAction({ ...base, borg }, { name: "create", flags: {} }), undefined);
  using state = new State(folder.file("state/coffermatic/state.sqlite3"));
  const [run] = new RunStore(state, "/repo/one.borg", "{hostname}-*").list(9);
  return {
    figures: [run?.original_size, run?.filesNew, run?.filesChanged, run?.repositorySize, run?.durationMs],
    startedMs: run?.startedMs,
    answers: base.logged.filter((line) => line.startsWith("answer: ")).join("\n"),
    calls: readFileSync(folder.file("calls"), "utf8"),
  };
}

test("create asks a program for figures where growth is configured, and shows what the user wants all the same", async () => {
  const { figures, startedMs, answers } = await createdByProgram({ list_details: true });
  assert.deepEqual([...figures, startedMs], [30, 1, 1, 77, 1500, new Date(2026, 10, 22, 10).getTime()]);
  assert.match(answers, /^answer: A pA\nanswer: M pM\nanswer: -+\nArchive name: a\n/);
  assert.doesNotMatch(answers, /pU/);
});

test("create asks a program for figures while progress has the terminal, but for files one by one", async () => {
  const { figures, answers, calls } = await createdByProgram({ progress: true });
  assert.deepEqual(figures, [30, undefined, undefined, 77, 1500]);
  assert.match(answers, /^answer: -+\nArchive name: a\n/);
  assert.match(calls, / --json .*--progress/);
  assert.doesNotMatch(calls, /--list|--log-json/);
});

test("growth shows and releases what was recorded, without a call of Borg", async () => {
  using folder = new ConfigurationFolder();
  const configuration = { user_state_directory: folder.file("state") };
  const context = recordingContext({ configuration, nowMs: 5 });
  await runAction(context, { name: "growth", flags: {} });
  assert.deepEqual(context.logged.slice(1), ["answer: No run of create has been recorded yet."]);
  using state = new State(folder.file("state/coffermatic/state.sqlite3"));
  const store = new RunStore(state, "/repo/one.borg", "{hostname}-*");
  store.add(RUN, [FINDING], 1);
  const json = (await runAction(context, { name: "growth", flags: { json: true } })) as { readonly held: unknown };
  assert.deepEqual(json.held, [FINDING]);
  await runAction({ ...context, dryRun: true }, { name: "growth", flags: { release: true } });
  assert.equal(store.held().length, 1);
  await runAction(context, { name: "growth", flags: { usual: true } });
  assert.deepEqual([store.held().length, store.list(1)[0]?.isUsual], [0, true]);
  assert.deepEqual(context.calls, []);
});

test("prune waits until somebody has looked at an alarm; at a grave one it fails", async () => {
  using folder = new ConfigurationFolder({ "state/coffermatic/x": "" });
  const configuration = { user_state_directory: folder.file("state"), keep_daily: 1 };
  const watched = recordingContext({ configuration: { ...configuration, growth: {} } });
  const prune = { name: "prune", flags: {} } as const;
  await runAction(watched, prune);
  assert.equal(watched.calls.length, 1);
  using state = new State(folder.file("state/coffermatic/state.sqlite3"));
  const store = new RunStore(state, "/repo/one.borg", "{hostname}-*");
  store.add(RUN, [FINDING], 1);
  await runAction(watched, prune);
  assert.equal(watched.calls.length, 1);
  assert.match(
    watched.logged.at(-1) ?? "",
    /^warning: No archive is deleted.*growth --release:\nmass-change \(a\): much$/,
  );
  await runAction({ ...watched, dryRun: true }, prune);
  assert.equal(watched.calls.length, 2);
  store.add({ ...RUN, archive: "b" }, [{ ...FINDING, severity: "error" }], 2);
  await assert.rejects(runAction(watched, prune), /No archive is deleted/);
  const free = recordingContext({ configuration: { ...configuration, growth: { hold_prune: false } } });
  await runAction(free, prune);
  assert.equal(free.calls.length, 1);
  await runAction(watched, { name: "growth", flags: { release: true } });
  await runAction(watched, prune);
  assert.equal(watched.calls.length, 3);
});
