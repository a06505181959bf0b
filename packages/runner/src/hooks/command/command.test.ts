import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { CommandHook } from "../../config/index.ts";
import { FanOutLog, type LogRecord } from "../../log/index.ts";
import { CommandHookError, selectCommandHooks, SoftFailure, withCommandHooks } from "./index.ts";
import { fillInVariables } from "./fill-in-variables.ts";
import { type CommandHookContext, runCommandHooks } from "./run-command-hooks.ts";

test("selectCommandHooks() goes by side, place, actions and state, in the order of the configuration", () => {
  const hooks: CommandHook[] = [
    { before: "action", run: ["1"] },
    { before: "action", when: ["create", "prune"], run: ["2"] },
    { after: "action", run: ["3"] },
    { after: "action", states: ["fail"], run: ["4"] },
    { before: "repository", run: ["5"] },
  ];
  const select = (...[filter]: [Parameters<typeof selectCommandHooks>[1]]) =>
    selectCommandHooks(hooks, filter).map((hook) => hook.run[0]);
  assert.deepEqual(select({ side: "before", place: "action", actions: ["create"] }), ["1", "2"]);
  assert.deepEqual(select({ side: "before", place: "action", actions: ["check"] }), ["1"]);
  assert.deepEqual(select({ side: "after", place: "action", actions: ["check"], state: "finish" }), ["3"]);
  assert.deepEqual(select({ side: "after", place: "action", actions: ["check"], state: "fail" }), ["3", "4"]);
});

test("fillInVariables() quotes values as one word, keeps escapes and Borg's placeholders, tells of unknown names", () => {
  const unknown: string[] = [];
  const fill = (command: string) =>
    fillInVariables(command, { a: "it's $HOME", b: "", c: "/x" }, (n) => unknown.push(n));
  assert.equal(fill("echo {a} {b} {c}"), `echo 'it'"'"'s $HOME' '' /x`);
  assert.equal(fill("\\{a\\} {hostname} {toString} {nope}"), "{a} {hostname} {toString} {nope}");
  assert.deepEqual(unknown, ["toString", "nope"]);
});

test("runCommandHooks() runs a shell in the working directory, with the umask, and logs what it says", async (t) => {
  const { context, records } = setUp(t);
  await runCommandHooks([{ before: "action", run: ["umask; pwd", "echo {repository} >&2"] }], {
    ...context,
    umask: 27,
    variables: { repository: "a b" },
  });
  const said = records.filter(({ level }) => level === "answer").map(({ message }) => message);
  assert.deepEqual(said, ["0027", context.workingDirectory, "a b"]);
});

test("runCommandHooks() logs the output of a hook after an error as errors", async (t) => {
  const { context, records } = setUp(t);
  await runCommandHooks([{ after: "error", run: ["echo oh"] }], context);
  assert.ok(records.some(({ level, message }) => level === "error" && message === "oh"));
});

test("runCommandHooks() stops at the first failing command and hands over its output", async (t) => {
  const { context, records } = setUp(t);
  const hooks: CommandHook[] = [{ before: "action", run: ["echo why; exit 3", "echo never"] }];
  await assert.rejects(runCommandHooks(hooks, context), (error) => {
    assert.ok(error instanceof CommandHookError);
    assert.deepEqual([error.exitCode, error.output], [3, "why"]);
    return true;
  });
  assert.ok(!records.some(({ message }) => message === "never"));
});

test("runCommandHooks() runs nothing in a dry run and warns of unknown variables", async (t) => {
  const { context, records } = setUp(t);
  await runCommandHooks([{ before: "action", run: ["exit 1 {nope}"] }], { ...context, dryRun: true });
  assert.ok(records.some(({ level, message }) => level === "warning" && message.includes("{nope}")));
});

test("withCommandHooks() runs after hooks with the state of the work", async (t) => {
  const { context, said } = setUp(t);
  const scope = {
    ...context,
    hooks: [
      { before: "action", run: ["echo before"] },
      { after: "action", states: ["finish"], run: ["echo finished"] },
      { after: "action", states: ["fail"], run: ["echo failed"] },
    ] as CommandHook[],
    place: "action",
    actions: ["create"],
  } as const;
  assert.equal(await withCommandHooks(scope, async () => 42), 42);
  await assert.rejects(
    withCommandHooks(scope, () => Promise.reject(new Error("no"))),
    /^Error: no$/,
  );
  assert.deepEqual(said(), ["before", "finished", "before", "failed"]);
});

test("withCommandHooks() does not work after a failing before hook, but its after hooks run", async (t) => {
  const { context, said } = setUp(t);
  const hooks: CommandHook[] = [
    { before: "action", run: ["exit 3"] },
    { after: "action", run: ["echo after; exit 4"] },
  ];
  let isDone = false;
  const work = async () => {
    isDone = true;
  };
  await assert.rejects(withCommandHooks({ ...context, hooks, place: "action", actions: [] }, work), { exitCode: 3 });
  assert.deepEqual([isDone, said()], [false, ["after"]]);
});

test("withCommandHooks() leaves everything alone after a soft failure, but the scope around it sees a failure", async (t) => {
  const { context, said } = setUp(t);
  const hooks: CommandHook[] = [
    { after: "repository", run: ["echo after repository"] },
    { before: "action", run: ["exit 75"] },
    { after: "action", run: ["echo after action"] },
  ];
  const inner = () => withCommandHooks({ ...context, hooks, place: "action", actions: [] }, async () => {});
  await assert.rejects(withCommandHooks({ ...context, hooks, place: "repository", actions: [] }, inner), SoftFailure);
  assert.deepEqual(said(), ["after repository"]);
});

interface SetUp {
  readonly context: CommandHookContext;
  readonly records: LogRecord[];
  /** What hooks have said so far. */
  readonly said: () => string[];
}

function setUp(t: TestContext): SetUp {
  const workingDirectory = realpathSync(mkdtempSync(join(tmpdir(), "command-hooks-")));
  t.after(() => rmSync(workingDirectory, { recursive: true }));
  const records: LogRecord[] = [];
  const log = new FanOutLog([{ write: (record) => records.push(record) }], () => 0);
  const system = {
    env: { PATH: process.env["PATH"] },
    cwd: "/",
    home: "/",
    nowMs: () => 0,
    sleep: () => Promise.resolve(),
  };
  return {
    context: { system, log, dryRun: false, workingDirectory, variables: {} },
    records,
    said: () => records.filter(({ level }) => level === "answer").map(({ message }) => message),
  };
}
