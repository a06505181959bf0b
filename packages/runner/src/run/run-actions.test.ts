import assert from "node:assert/strict";
import { chmodSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { ConfigurationFolder } from "@coffer/testkit/configuration";
import type { ActionRequest } from "../actions/index.ts";
import type { Configuration } from "../config/index.ts";
import { FanOutLog, type LogRecord } from "../log/index.ts";
import { runActions } from "./run-actions.ts";
import type { RunOutcome } from "./run-request.ts";

/** A Borg that writes down what it is asked and fails where a file `fail-COMMAND` says so; each failure eats one line of it. */
const SCRIPT = `#!/bin/sh
[ "$1" = --version ] && { echo borg 1.4.5; exit; }
for repository; do :; done
echo "borg $1 \${repository%%::*}" >>calls
[ "$1" = info ] && echo '{"repository":{"id":"ab"},"encryption":{"mode":"none"}}'
[ "$1" = create ] && echo '{"repository":{"id":"ab"},"archive":{"name":"a","start":"2026-11-23T03:50:00.000000","duration":2.4,"stats":{"nfiles":3,"original_size":10,"compressed_size":9,"deduplicated_size":8}}}'
[ -s "fail-$1" ] && sed -i 1d "fail-$1" && { echo broken >&2; exit 2; }
exit 0
`;

interface Parts {
  readonly actions?: readonly ActionRequest[];
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
  /** How often a command of Borg fails. */
  readonly fail?: Readonly<Record<string, number>>;
}

interface Run {
  readonly outcome: RunOutcome;
  /** What Borg and hooks have written, in order. */
  readonly calls: readonly string[];
  readonly logged: readonly string[];
  readonly sleepsMs: readonly number[];
}

const PLAIN: readonly ActionRequest[] = [
  { name: "prune", flags: {} },
  { name: "compact", flags: {} },
];

async function run(configuration: Partial<Configuration>, parts: Parts = {}): Promise<Run> {
  using folder = new ConfigurationFolder({ borg: SCRIPT, calls: "" });
  chmodSync(folder.file("borg"), 0o700);
  for (const [command, times] of Object.entries(parts.fail ?? {})) folder.write(`fail-${command}`, "x\n".repeat(times));
  const records: LogRecord[] = [];
  const sleepsMs: number[] = [];
  const whole = { repositories: [{ path: "/one", label: "one" }], local_path: folder.file("borg"), ...configuration };
  const env = { PATH: process.env["PATH"], XDG_STATE_HOME: folder.file("state") };
  const outcome = await runActions(
    {
      configurations: [{ path: "/etc/c.yaml", configuration: whole }],
      configurationPaths: ["/etc/c.yaml"],
      actions: parts.actions ?? PLAIN,
      dryRun: parts.dryRun ?? false,
    },
    {
      system: { ...folder.system(env), sleep: async (ms) => void (await Promise.resolve(sleepsMs.push(ms))) },
      log: new FanOutLog([{ write: (record) => records.push(record) }], () => 0),
      sinks: new Set(),
      verbosity: "quiet",
      signal: parts.signal ?? new AbortController().signal,
    },
  );
  const calls = readFileSync(folder.file("calls"), "utf8").split("\n").slice(0, -1);
  return {
    outcome,
    calls,
    sleepsMs,
    logged: records.map(({ level, prefix, message }) => `${level} ${prefix}|${message}`),
  };
}

const hook = (line: string): readonly string[] => [`echo ${line} >>calls`];

/** Hooks around everything there is. */
const AROUND: Configuration["commands"] = (["everything", "configuration", "repository", "action"] as const).flatMap(
  (place) => [
    { before: place, run: hook(`before-${place}`) },
    { after: place, states: ["finish"], run: hook(`after-${place}`) },
    { after: place, states: ["fail"], run: hook(`failed-${place}`) },
  ],
);

const TWO = [{ path: "/one", label: "one" }, { path: "/two" }];

test("the summary says of each repository what its new archive holds, as far as Borg tells", async () => {
  const actions: ActionRequest[] = [{ name: "create", flags: { json: true } }];
  const { outcome } = await run({ repositories: TWO, source_directories: ["/etc/hostname"] }, { actions });
  const holds = "archive a: 3 files, 10 B (9 B compressed, 8 B new), in 2 s";
  assert.deepEqual(
    outcome.summary.map(({ message }) => message),
    [`/etc/c.yaml: one: ${holds}`, `/etc/c.yaml: /two: ${holds}`, "/etc/c.yaml: all done in 0 s"],
  );
});

test("a run does all actions on each repository, with hooks around", async () => {
  const { outcome, calls } = await run({ commands: AROUND, repositories: TWO });
  const repository = (path: string): readonly string[] => [
    ...["before-repository", "before-action", `borg prune ${path}`, "after-action"],
    ...["before-action", `borg compact ${path}`, "after-action", "after-repository"],
  ];
  assert.deepEqual(calls, [
    ...["before-everything", "before-configuration"],
    ...repository("/one"),
    ...repository("/two"),
    ...["after-configuration", "after-everything"],
  ]);
  assert.deepEqual(outcome.summary, [{ level: "info", message: "/etc/c.yaml: all done in 0 s" }]);
  assert.equal(outcome.failed, false);
});

test("what fails in a repository skips the rest of it, and not the next one", async () => {
  const onError = { after: "error", run: ["echo error {repository} {repository_label} {error} >>calls"] } as const;
  const { outcome, calls } = await run({ commands: [...AROUND, onError], repositories: TWO }, { fail: { prune: 1 } });
  const shown = calls.filter((line) => !line.startsWith("before"));
  assert.deepEqual(shown.slice(0, 3), ["borg prune /one", "failed-action", "failed-repository"]);
  assert.deepEqual(shown.slice(3, 7), ["borg prune /two", "after-action", "borg compact /two", "after-action"]);
  assert.deepEqual(shown.slice(7, 9), ["after-repository", "failed-configuration"]);
  assert.match(shown[9] ?? "", /^error \/one one .*borg prune has failed with exit code 2$/);
  assert.deepEqual(shown.slice(10), ["failed-everything"]);
  assert.equal(outcome.failed, true);
  assert.match(outcome.summary[0]?.message ?? "", /^\/etc\/c.yaml: one: .*exit code 2\n {2}broken$/);
});

test("retries come after the other repositories, and wait longer each time", async () => {
  const { outcome, calls, sleepsMs } = await run(
    { repositories: TWO, retries: 2, retry_wait: 10 },
    { fail: { prune: 3 } },
  );
  // both fail once, then the first once more
  const prunes = calls.filter((line) => line.startsWith("borg prune"));
  assert.deepEqual(prunes, [
    "borg prune /one",
    "borg prune /two",
    "borg prune /one",
    "borg prune /two",
    "borg prune /one",
  ]);
  assert.deepEqual(sleepsMs, [10_000, 10_000, 20_000]);
  assert.equal(outcome.failed, false);
});

test("a soft failure leaves the repository alone, and is no failure", async () => {
  const commands = [{ before: "action", when: ["compact"], run: ["exit 75"] }, ...(AROUND ?? [])] as const;
  const { outcome, calls } = await run({ commands, repositories: TWO });
  assert.deepEqual(
    calls.filter((line) => line.startsWith("borg")),
    ["borg prune /one", "borg prune /two"],
  );
  assert.equal(outcome.failed, false);
  assert.equal(calls.at(-1), "after-everything");
});

test("a hook before everything that fails stops everything", async () => {
  const { outcome, calls } = await run({ commands: [{ before: "everything", run: ["exit 1"] }] });
  assert.deepEqual([calls, outcome.failed], [[], true]);
});

test("skip_actions skips, but not check --force", async () => {
  const skip_actions = ["check", "prune"] as const;
  const force = [{ name: "check", flags: { force: true } }] as const;
  assert.deepEqual((await run({ skip_actions }, { actions: [...PLAIN, { name: "check", flags: {} }] })).calls, [
    "borg compact /one",
  ]);
  assert.deepEqual((await run({ skip_actions }, { actions: force })).calls, ["borg info /one", "borg check /one"]);
});

test("--repository chooses by label, path or glob, and must choose something", async () => {
  const compact = (repository: string): Parts => ({ actions: [{ name: "compact", flags: {}, repository }] });
  assert.deepEqual((await run({ repositories: TWO }, compact("one"))).calls, ["borg compact /one"]);
  assert.deepEqual((await run({ repositories: TWO }, compact("/t*"))).calls, ["borg compact /two"]);
  const none = await run({ repositories: TWO }, compact("three"));
  assert.deepEqual([none.calls, none.outcome.failed], [[], true]);
});

test("a run that was told to stop begins nothing more, and says that it has failed", async () => {
  const onError = { after: "error", run: hook("error") } as const;
  const { outcome, calls } = await run({ commands: [onError] }, { signal: AbortSignal.abort(new Error("ended")) });
  assert.deepEqual(
    calls.filter((line) => line.startsWith("borg")),
    [],
  );
  assert.equal(outcome.failed, true);
});

test("a dry run runs no hooks", async () => {
  const { calls } = await run({ commands: AROUND }, { dryRun: true });
  assert.deepEqual(calls, ["borg prune /one", "borg compact /one"]);
});

test("a Borg of another kind is refused before it is asked for anything", async () => {
  using folder = new ConfigurationFolder({ borg: "#!/bin/sh\necho borg 2.0.0b14\n" });
  chmodSync(folder.file("borg"), 0o700);
  const { outcome } = await run({ local_path: folder.file("borg") });
  assert.match(outcome.summary[0]?.message ?? "", /Borg 2\.0\.0b14 has repositories of another kind/);
});
