import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { ConfigurationFolder } from "@coffer/testkit/configuration";
import type { BorgCall } from "../borg/index.ts";
import type { Configuration } from "../config/index.ts";
import type { ActionRequest } from "./action-flags.ts";
import { runAction } from "./run-action.ts";
import { type RecordingContext, type RecordingOptions, recordingContext } from "./testing/recording-context.ts";

/** The command line of a call, as one text. */
function lineOf({ command, options, positionals }: BorgCall): string {
  return [...command, ...options, ...positionals].join(" ");
}

async function calls(request: ActionRequest, options: RecordingOptions = {}): Promise<readonly string[]> {
  const context = recordingContext(options);
  await runAction(context, request);
  return context.calls.map(lineOf);
}

const latest = (): string => JSON.stringify({ archives: [{ name: "young", id: "1" }] });

test("prune passes retention on as it is, zero too", async () => {
  const configuration = { keep_daily: 7, keep_yearly: 0, keep_exclude_tags: true, lock_wait: 5, umask: 77 };
  assert.deepEqual(await calls({ name: "prune", flags: {} }, { configuration }), [
    "prune --keep-daily 7 --keep-yearly 0 --glob-archives {hostname}-* --umask 77 --lock-wait 5 --log-json /repo/one.borg",
  ]);
});

test("the user's own words come last, split as a shell would", async () => {
  const configuration = { extra_borg_options: { compact: "--a 'b c'" } };
  const context = recordingContext({ configuration, verbosity: "debug" });
  await runAction(context, { name: "compact", flags: { cleanupCommits: true } });
  assert.deepEqual(context.calls[0]?.options, [
    "--cleanup-commits",
    "--log-json",
    "--debug",
    "--show-rc",
    "--a",
    "b c",
  ]);
});

test("latest is the youngest archive that the configuration is about", async () => {
  assert.deepEqual(await calls({ name: "extract", flags: { archive: "latest", paths: ["etc"] } }, { answer: latest }), [
    "list --glob-archives {hostname}-* --last 1 --json --log-json /repo/one.borg",
    "extract --log-json /repo/one.borg::young etc",
  ]);
  const none = { answer: () => '{"archives": []}' };
  await assert.rejects(calls({ name: "extract", flags: { archive: "latest" } }, none), /holds no archive/);
});

test("extract strips all folders of what it is asked for, and needs its destination to exist", async () => {
  const flags = { archive: "a", paths: ["etc/ssh/config", "/x"], stripComponents: "all" } as const;
  const [line] = await calls({ name: "extract", flags });
  assert.equal(line, "extract --strip-components 2 --log-json /repo/one.borg::a etc/ssh/config /x");
  await assert.rejects(
    calls({ name: "extract", flags: { archive: "a", stripComponents: "all" } }),
    /needs at least one/,
  );
  const missing = { archive: "a", destination: "/nonexistent" };
  await assert.rejects(calls({ name: "extract", flags: missing }), /\/nonexistent does not exist/);
});

test("delete refuses to delete a whole repository by accident", async () => {
  await assert.rejects(calls({ name: "delete", flags: {} }), /which archives/);
  assert.deepEqual(await calls({ name: "delete", flags: { archive: "a", force: 3 } }), [
    "delete --glob-archives a --force --force --log-json /repo/one.borg",
  ]);
});

test("actions that need Borg 2 say so", async () => {
  await assert.rejects(calls({ name: "transfer", flags: {} }), /Borg 2/);
  const flags = { encryption: "repokey", copyCryptKey: true };
  await assert.rejects(calls({ name: "repo-create", flags }), /Borg 2/);
});

test("repo-create leaves a repository of the same encryption alone, and refuses another", async () => {
  const answer = (): string => JSON.stringify({ repository: { id: "ab" }, encryption: { mode: "repokey" } });
  const create = (encryption: string): Promise<readonly string[]> =>
    calls({ name: "repo-create", flags: { encryption } }, { answer });
  assert.deepEqual(await create("repokey"), ["info --json --log-json /repo/one.borg"]);
  await assert.rejects(create("none"), /exists with the encryption repokey, not none/);
});

test("JSON comes with the label of the repository", async () => {
  const context = recordingContext({ answer: () => '{"repository": {"id": "ab"}, "archives": []}' });
  assert.deepEqual(await runAction(context, { name: "repo-list", flags: { json: true } }), {
    repository: { id: "ab", label: "one" },
    archives: [],
  });
});

test("list --find searches all archives with a pattern of its own", async () => {
  const answer = ({ options }: BorgCall): string => (options.includes("--short") ? "one\ntwo" : "");
  const flags = { findPaths: ["hosts", "pp:etc"] };
  assert.deepEqual(await calls({ name: "list", flags }, { answer }), [
    "list --glob-archives {hostname}-* --short --log-json /repo/one.borg",
    "list --log-json /repo/one.borg::one sh:**/*hosts*/** pp:etc",
    "list --log-json /repo/one.borg::two sh:**/*hosts*/** pp:etc",
  ]);
});

test("check splits a limited check of the repository from that of archives, and calls damage an error", async () => {
  using folder = new ConfigurationFolder();
  const configuration: Partial<Configuration> = {
    checks: [{ name: "repository", max_duration: 60 }, { name: "data" }],
    user_state_directory: folder.path,
    check_last: 3,
  };
  const context = recordingContext({ configuration, answer: () => '{"repository": {"id": "ab"}}' });
  await runAction(context, { name: "check", flags: {} });
  assert.deepEqual(context.calls.map(lineOf), [
    "info --json --log-json /repo/one.borg",
    "check --archives-only --last 3 --glob-archives {hostname}-* --verify-data --log-json /repo/one.borg",
    "check --max-duration 60 --repository-only --log-json /repo/one.borg",
  ]);
  assert.deepEqual(context.calls[1]?.exitCodes, [{ code: 1, treat_as: "error" }]);
});

test("check notes when it ran, and check_repositories chooses by label", async () => {
  using folder = new ConfigurationFolder();
  const configuration = { user_state_directory: folder.path, check_repositories: ["one"] };
  const options = { configuration, answer: () => '{"repository": {"id": "ab"}}', nowMs: 1e12 };
  const check = { name: "check", flags: {} } as const;
  assert.equal((await calls(check, options)).length, 2);
  assert.equal((await calls(check, options)).length, 1, "only info: neither check is due");
  assert.equal((await calls({ name: "check", flags: { force: true } }, options)).length, 2);
  assert.equal((await calls(check, { ...options, nowMs: 1e12 + 31 * 86_400_000 })).length, 2);
  assert.deepEqual(await calls(check, { configuration: { ...configuration, check_repositories: ["two"] } }), []);
});

/** A context in a folder of its own, and the pattern file of its last `create`. */
async function create(
  folder: ConfigurationFolder,
  configuration: Partial<Configuration>,
): Promise<RecordingContext & { patterns: string }> {
  let patterns = "";
  const answer = ({ options }: BorgCall): string => {
    const at = options.indexOf("--patterns-from");
    if (at >= 0) patterns = readFileSync(options[at + 1] ?? "", "utf8");
    return "";
  };
  mkdirSync(folder.file("home"), { recursive: true });
  const context = recordingContext({
    configuration: { bootstrap: { store_config_files: false }, user_runtime_directory: folder.path, ...configuration },
    workingDirectory: folder.path,
    system: folder.system(),
    answer,
  });
  await runAction(context, { name: "create", flags: { comment: "c" } });
  return { ...context, patterns: patterns.replaceAll(folder.path, "@") };
}

test("create makes one list of all that names files, in Borg's order", async () => {
  using folder = new ConfigurationFolder({
    "s/b1": "",
    "s/b2": "",
    "s/.b3": "",
    more: "# no\n\n- sh:*.o\n",
    not: "*.tmp\n",
  });
  const { patterns, calls: made } = await create(folder, {
    source_directories: ["s/./b*", "~"],
    patterns: ["R s", "- re:x$"],
    exclude_patterns: ["*.swp", "sh:~/y"],
    patterns_from: ["more"],
    exclude_from: ["not"],
  });
  const [roots, rest] = [patterns.split("\n").slice(0, 2), patterns.split("\n").slice(2)];
  assert.deepEqual(roots.toSorted(), ["R s/./b1", "R s/./b2"]);
  assert.deepEqual(rest, ["R @/home", "R s", "- re:x$", "! fm:*.swp", "! sh:@/home/y", "- sh:*.o", "! fm:*.tmp", ""]);
  assert.equal(made.length, 1, "without dumps there is no look at the planned paths");
  assert.match(
    lineOf(made[0] ?? CREATE),
    /--comment c .*\/repo\/one\.borg::\{hostname\}-\{now:%Y-%m-%dT%H:%M:%S\.%f\}$/,
  );
});

const CREATE: BorgCall = { command: [], options: [], positionals: [], output: { kind: "terminal" } };

test("create refuses sources that are missing, all at once, and contradictions", async () => {
  using folder = new ConfigurationFolder({ there: "" });
  const source_directories = ["there", "a", "b"];
  await assert.rejects(create(folder, { source_directories }), /missing: a, b/);
  await create(folder, { source_directories, source_directories_must_exist: false });
  await assert.rejects(create(folder, { list_details: true, progress: true }), /at the same time/);
  await assert.rejects(create(folder, { patterns: ["nonsense"] }), /Not a pattern: nonsense/);
});
