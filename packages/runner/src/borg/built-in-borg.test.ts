import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { ConfigurationFolder } from "@coffer/testkit/configuration";
import { FanOutLog, type LogRecord } from "../log/index.ts";
import type { BorgCall, BorgOutput } from "./borg.ts";
import { BorgFailed } from "./borg-failed.ts";
import { BuiltInBorg } from "./built-in-borg.ts";

/** The engine in a folder with a repository `r` and a source `s`. */
async function opened(folder: ConfigurationFolder, signal = new AbortController().signal) {
  const records: LogRecord[] = [];
  const borg = new BuiltInBorg([], {
    configuration: { repositories: [] },
    env: { BORG_BASE_DIR: folder.path, BORG_EXIT_CODES: "modern", COFFER_THREADS: "0", BORG_PASSPHRASE: "wrong" },
    cwd: folder.path,
    log: new FanOutLog([{ write: (record) => records.push(record) }], () => 0),
    signal,
    passphrase: async () => await Promise.resolve("secret"),
  });
  mkdirSync(folder.file("s"));
  folder.write("s/file", "contents");
  await borg.run(call("init -e repokey-blake2 r"));
  await borg.run(call("create r::a s"));
  return { borg, records };
}

function call(
  line: string,
  output: BorgOutput = { kind: "log", level: "info" },
  more: Partial<BorgCall> = {},
): BorgCall {
  const [command = "", ...positionals] = line.split(" ");
  return { command: [command], options: ["--log-json"], positionals, output, ...more };
}

test("run() does in this process what a program would do, with the folder and passphrase of the configuration", async () => {
  using folder = new ConfigurationFolder();
  const { borg } = await opened(folder);
  assert.equal((await borg.run(call("list --short r", { kind: "capture" }))).text, "a");
  const target = new PassThrough();
  await borg.run(call("extract --stdout r::a", { kind: "pipe", target }));
  target.end();
  assert.equal(await text(target), "contents");
  mkdirSync(folder.file("out"));
  await borg.run(call("extract ../r::a", undefined, { cwd: folder.file("out") }));
  const files: string[] = [];
  await borg.run(
    call("create --dry-run --list r::b out", { kind: "files", onFile: (...file) => files.push(file.join(" ")) }),
  );
  assert.deepEqual(files.toSorted(), ["- out", "- out/s", "- out/s/file"]);
});

test("run() leaves folder, umask, environment and listeners of the process as they were", async () => {
  using folder = new ConfigurationFolder();
  const listeners = (): readonly number[] =>
    ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1"].map((name) => process.listenerCount(name));
  const before = [process.cwd(), process.umask(), { ...process.env }, listeners()];
  const { borg } = await opened(folder);
  await assert.rejects(borg.run(call("list --umask 0 r::missing")));
  assert.deepEqual([process.cwd(), process.umask(), { ...process.env }, listeners()], before);
});

test("run() tells errors as a program would, with the modern exit codes", async () => {
  using folder = new ConfigurationFolder();
  const { borg, records } = await opened(folder);
  await assert.rejects(borg.run(call("list r::missing")), ({ exitCode, output }: BorgFailed) => {
    assert.equal(exitCode, 31);
    return output === "Archive missing does not exist";
  });
  assert(records.some(({ level, message }) => level === "error" && message === "Archive missing does not exist"));
  const quietMessages = ["Repository.DoesNotExist"];
  await assert.rejects(
    borg.run(call("list none", undefined, { quietMessages })),
    ({ exitCode }: BorgFailed) => exitCode === 13,
  );
  assert(!records.some(({ message }) => message.includes("none does not exist")));
});

test("run() stops when it is told to, and the next call finds no lock", async () => {
  using folder = new ConfigurationFolder();
  const { borg } = await opened(folder);
  await assert.rejects(borg.run(call("create r::b s", undefined, { signal: AbortSignal.abort() })), BorgFailed);
  assert.equal((await borg.run(call("list --short --lock-wait 0 r", { kind: "capture" }))).text, "a");
});

test("run() does one call after the other", async () => {
  using folder = new ConfigurationFolder();
  const { borg } = await opened(folder);
  await Promise.all([borg.run(call("create --lock-wait 0 r::b s")), borg.run(call("create --lock-wait 0 r::c s"))]);
  assert.equal((await borg.run(call("list --short r", { kind: "capture" }))).text, "a\nb\nc");
});

test("run() loads again what an earlier call has left in memory only after forget()", async () => {
  using folder = new ConfigurationFolder();
  const { borg, records } = await opened(folder);
  const [index = ""] = readdirSync(folder.file("r")).filter((name) => name.startsWith("index."));
  const bytes = readFileSync(folder.file(`r/${index}`));
  // what vouches for the index stays as it is
  writeFileSync(folder.file(`r/${index}`), bytes.fill(0x5a, bytes.length - 4));
  const isTold = (): boolean =>
    records.some(({ message }) => message.startsWith("Repository index missing or corrupted"));
  await borg.run(call("list r"));
  assert(!isTold());
  borg.forget();
  await borg.run(call("list r"));
  assert(isTold());
});

test("createTogether() makes archives in several repositories; one that fails leaves the others alone", async () => {
  using folder = new ConfigurationFolder();
  const { borg, records } = await opened(folder);
  await borg.run(call("init -e repokey-blake2 q"));
  const create = (repository: string): BorgCall => ({ ...call(`create ${repository}::b s`), logPrefix: repository });
  const results = await borg.createTogether([create("r"), create("missing"), create("q")]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ["fulfilled", "rejected", "fulfilled"],
  );
  assert.equal(results[1]?.status === "rejected" && (results[1].reason as BorgFailed).exitCode, 13);
  const errors = records.filter(({ level }) => level === "error");
  assert.deepEqual(
    errors.map(({ prefix, message }) => [prefix, message]),
    [["missing", `Repository ${folder.file("missing")} does not exist.`]],
  );
  assert.equal((await borg.run(call("list --short r", { kind: "capture" }))).text, "a\nb");
  assert.equal((await borg.run(call("list --short q", { kind: "capture" }))).text, "b");
});
