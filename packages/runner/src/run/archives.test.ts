import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { temporaryFolder } from "@coffer/testkit/borg";
import type { ActionContext } from "../actions/index.ts";
import { BorgVersion } from "../borg/index.ts";
import type { BorgCall, BorgResult } from "../borg/index.ts";
import { FanOutLog } from "../log/index.ts";
import { Archives, mayCreateEarly } from "./archives.ts";

/** Contexts of repositories, and what their Borg has been asked for, call by call. */
function world(t: TestContext, paths: readonly string[], broken: readonly string[] = []) {
  const calls: string[][] = [];
  const run = async ({ positionals: [archive = ""] }: BorgCall): Promise<BorgResult> => {
    if (broken.includes(archive.split("::")[0] ?? "")) throw new Error(`${archive} is broken`);
    return await Promise.resolve({ exitCode: 0, text: "" });
  };
  const note = (all: readonly BorgCall[]): void => {
    calls.push(all.map(({ positionals }) => positionals[0]?.split("::")[0] ?? ""));
  };
  const borg: ActionContext["borg"] = {
    sparesSpecialFiles: true,
    version: async () => await Promise.resolve(new BorgVersion("1.4.5")),
    run: async (call) => {
      note([call]);
      return await run(call);
    },
    createTogether: async (all) => {
      note(all);
      return await Promise.allSettled(all.map(run));
    },
    forget: () => undefined,
  };
  const logged: string[] = [];
  const home = temporaryFolder(t);
  const contexts = paths.map((path): ActionContext => ({
    configuration: { repositories: [], patterns: ["R /etc"] },
    configurationPaths: [],
    repository: { path },
    borg,
    engine: { work: async () => await Promise.reject(new Error("not in these tests")) },
    workingDirectory: "/",
    system: {
      env: { XDG_RUNTIME_DIR: home },
      cwd: "/",
      home,
      nowMs: () => 0,
      sleep: async () => await Promise.resolve(),
    },
    log: new FanOutLog([{ write: ({ message }) => logged.push(message) }], () => 0),
    verbosity: "quiet",
    dryRun: false,
    signal: new AbortController().signal,
  }));
  return { calls, contexts, logged };
}

test("the first repository's turn makes the archives of all, and each is told its own outcome at its turn", async (t) => {
  const { calls, contexts } = world(t, ["/1", "/2", "/3", "/4", "/5"], ["/2"]);
  const archives = new Archives();
  const turn = async (index: number): Promise<unknown> =>
    await archives.create(contexts[index] as ActionContext, {}, contexts.slice(index + 1));
  await turn(0);
  assert.deepEqual(calls, [["/1", "/2", "/3", "/4"]]);
  await assert.rejects(turn(1), /\/2::.* is broken/);
  await turn(2);
  assert.equal(archives.areWaiting, true);
  await turn(3);
  assert.equal(archives.areWaiting, false);
  assert.equal(calls.length, 1);
  await turn(4);
  assert.deepEqual(calls[1], ["/5"]);
  // once more, as a retry does
  await assert.rejects(archives.create(contexts[1] as ActionContext, {}, []), /broken/);
  assert.deepEqual(calls[2], ["/2"]);
});

test("a first repository that is broken leaves the others their archives", async (t) => {
  const { calls, contexts } = world(t, ["/1", "/2"], ["/1"]);
  const archives = new Archives();
  await assert.rejects(archives.create(contexts[0] as ActionContext, {}, contexts.slice(1)), /broken/);
  await archives.create(contexts[1] as ActionContext, {}, []);
  assert.deepEqual(calls, [["/1", "/2"]]);
});

test("mayCreateEarly(): create comes first, and no hook of a good run stands between two archives", () => {
  const create = { name: "create", flags: {} } as const;
  const prune = { name: "prune", flags: {} } as const;
  const run = ["true"];
  const may = (commands: Parameters<typeof mayCreateEarly>[0]["commands"], actions = [create, prune]): boolean =>
    mayCreateEarly({ repositories: [], ...(commands === undefined ? {} : { commands }) }, actions, ["create", "prune"]);
  assert.equal(may(undefined), true);
  assert.equal(mayCreateEarly({ repositories: [] }, [prune, create], ["prune", "create"]), false);
  assert.equal(
    may([
      { before: "configuration", run },
      { after: "error", run },
      { after: "everything", run },
    ]),
    true,
  );
  assert.equal(may([{ before: "action", when: ["check"], run }]), true);
  assert.equal(may([{ before: "action", when: ["create"], run }]), false);
  assert.equal(may([{ after: "action", run }]), false);
  assert.equal(may([{ before: "repository", run }]), false);
  assert.equal(may([{ after: "repository", when: ["prune"], run }]), false);
  assert.equal(may([{ before: "repository", when: ["restore"], run }]), true, "runs for other actions only");
  for (const after of ["repository", "action"] as const) {
    assert.equal(may([{ after, states: ["fail"], run }]), true, "runs after a failure only");
    assert.equal(may([{ after, states: ["finish", "fail"], run }]), false);
  }
});
