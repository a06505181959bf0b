import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { loadConfiguration } from "../config/index.ts";
import { FanOutLog, type LogRecord } from "../log/index.ts";
import { PersonAsker, runSetup, ScriptedAsker, SetupError, type SetupOptions } from "./index.ts";

test("runSetup() writes a private configuration that says what was answered, and takes all steps", async (t) => {
  const { folder, options, calls, path } = setUp(t, { passphrase: "p ${HOME} {x} \"q'", keep: "3 2 1" });
  await runSetup(options);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, "config")).mode & 0o777, 0o700);
  const { configuration } = loadConfiguration(path, {}, { ...options.system, env: { HOME: "/wrong" } });
  assert.deepEqual(configuration.source_directories, [join(folder, "source")]);
  assert.deepEqual(configuration.repositories, [
    { path: join(folder, "repo"), label: "main", encryption: "repokey-blake2" },
  ]);
  assert.equal(configuration.encryption_passphrase, "p ${HOME} {x} \"q'");
  assert.deepEqual([configuration.keep_daily, configuration.keep_weekly, configuration.keep_monthly], [3, 2, 1]);
  assert.deepEqual(calls, ["create repokey-blake2", "key", "backup", "schedule"]);
  assert.equal(statSync(join(folder, "key")).mode & 0o777, 0o600);
});

test("runSetup() makes a passphrase where none is given, and keeps it in a file of its own where wanted", async (t) => {
  const { folder, options, said, path } = setUp(t, { passphrase_place: "file" });
  await runSetup(options);
  const passphrase = readFileSync(join(folder, "config", "passphrase"), "utf8").trimEnd();
  assert.match(passphrase, /^[0-9a-f]{40}$/);
  assert.equal(statSync(join(folder, "config", "passphrase")).mode & 0o777, 0o600);
  assert.ok(!readFileSync(path, "utf8").includes(passphrase));
  assert.ok(said().some((text) => text.includes(passphrase)));
});

test("runSetup() leaves out what is answered with no", async (t) => {
  const { options, calls, path } = setUp(t, { encryption: "none", backup: "no", schedule: "n", label: "" });
  await runSetup(options);
  assert.deepEqual(calls, ["create none"]);
  assert.doesNotMatch(readFileSync(path, "utf8"), /passphrase|label|healthchecks/);
});

test("runSetup() overwrites nothing and does nothing without confirmation or in a dry run", async (t) => {
  const { options, calls, path } = setUp(t, {});
  await runSetup({ ...options, dryRun: true });
  assert.equal(existsSync(path), false);
  const refusing = setUp(t, { confirm: "no" });
  await assert.rejects(runSetup(refusing.options), /Nothing has been set up/);
  mkdirSync(join(path, ".."));
  writeFileSync(path, "mine");
  await assert.rejects(runSetup(options), /is there already/);
  assert.deepEqual([readFileSync(path, "utf8"), calls, refusing.calls], ["mine", [], []]);
});

test("runSetup() says how to go on when a step fails", async (t) => {
  const { options, path } = setUp(t, { key: "-" });
  const steps = { ...options.steps, backUp: () => Promise.reject(new Error("disk full")) };
  await assert.rejects(runSetup({ ...options, steps }), (error) => {
    assert.ok(error instanceof SetupError);
    assert.match(error.message, new RegExp(`^disk full\n.*go on with: coffermatic -c ${path} create$`));
    return true;
  });
});

test("wrong answers are named", async (t) => {
  const { folder } = setUp(t, {});
  for (const [answers, complaint] of [
    [{ sources: "/nonexistent/x" }, /sources: Not there/],
    [{ sources: "'" }, /sources: A quote/],
    [{ repository: "" }, /repository: A repository is needed/],
    [{ repository: join(folder, "source", "inside") }, /back up itself/],
    [{ encryption: "rot13" }, /encryption: One of/],
    [{ keep: "0 0 0" }, /keep: Three numbers/],
    [{ healthchecks: "hc" }, /healthchecks: A URL/],
    [{ key: "/nonexistent/key" }, /key: .* is no folder/],
    [{ backup: "perhaps" }, /backup: One of/],
  ] as const) {
    const { options } = setUp(t, { ...answers }, folder);
    await assert.rejects(runSetup(options), complaint);
  }
});

test("a remote repository is taken as it is", async (t) => {
  const { options, path } = setUp(t, { repository: "ssh://u@h:22/./backups" });
  await runSetup(options);
  assert.match(readFileSync(path, "utf8"), /path: "ssh:\/\/u@h:22\/.\/backups"/);
});

test("PersonAsker asks again, shows defaults, and has secrets typed twice", async () => {
  const said: string[] = [];
  const lines = ["bad", " good ", ""];
  const secrets = ["one", "two", "three", "three"];
  const asker = new PersonAsker(
    (text) => said.push(text),
    async () => lines.shift(),
    async (prompt) => {
      said.push(prompt);
      return secrets.shift();
    },
  );
  const complaint = (answer: string) => (answer === "bad" ? "Not that." : undefined);
  assert.equal(await asker.ask({ name: "a", text: "A", default: "x", complaint }), "good");
  assert.equal(await asker.ask({ name: "a", text: "A", default: "x" }), "x");
  assert.equal(await asker.ask({ name: "s", text: "S", default: "", isSecret: true }), "three");
  const prompts = ["A [x]: ", "Not that.\n", "A [x]: ", "A [x]: "];
  assert.deepEqual(said, [...prompts, "S: ", "Once more: ", "The two differ.\n", "S: ", "Once more: "]);
  await assert.rejects(asker.ask({ name: "a", text: "A", default: "x" }), SetupError);
});

interface SetUp {
  readonly folder: string;
  /** Of the configuration. */
  readonly path: string;
  readonly options: SetupOptions;
  readonly calls: string[];
  readonly said: () => string[];
}

function setUp(t: TestContext, answers: Readonly<Record<string, string>>, given?: string): SetUp {
  const folder = given ?? mkdtempSync(join(tmpdir(), "setup-"));
  if (given === undefined) t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "source"), { recursive: true });
  const path = join(folder, "config", "config.yaml");
  const [calls, records]: [string[], LogRecord[]] = [[], []];
  const usual = { sources: join(folder, "source"), repository: join(folder, "repo"), key: join(folder, "key") };
  const note = (call: string) => async () => {
    calls.push(call);
  };
  const options: SetupOptions = {
    configurationPath: path,
    asker: new ScriptedAsker(new Map(Object.entries({ ...usual, ...answers }))),
    system: { env: {}, cwd: folder, home: folder, nowMs: () => 0, sleep: () => Promise.resolve() },
    log: new FanOutLog([{ write: (record) => records.push(record) }], () => 0),
    dryRun: false,
    steps: {
      createRepository: async (_path, encryption) => note(`create ${encryption}`)(),
      exportKey: async (_path, keyPath) => {
        writeFileSync(keyPath, "key", { mode: 0o644 });
        await note("key")();
      },
      backUp: note("backup"),
      installSchedule: note("schedule"),
    },
  };
  return { folder, path, options, calls, said: () => records.map(({ message }) => message) };
}
