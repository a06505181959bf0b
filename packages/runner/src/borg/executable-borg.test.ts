import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { ConfigurationFolder } from "@coffer/testkit/configuration";
import type { Configuration } from "../config/index.ts";
import { FanOutLog, type LogRecord } from "../log/index.ts";
import type { BorgCall } from "./borg.ts";
import { BorgFailed } from "./borg-failed.ts";
import { ExecutableBorg } from "./executable-borg.ts";

const CALL: BorgCall = {
  command: ["list"],
  options: ["--x", "a b"],
  positionals: ["/r::a"],
  output: { kind: "log", level: "answer" },
};

interface Parts {
  readonly passphrase?: string;
  readonly configuration?: Partial<Configuration>;
  readonly signal?: AbortSignal;
}

/** A Borg that is a shell script, and what its calls have logged. */
function scripted(folder: ConfigurationFolder, script: string, parts: Parts = {}) {
  const program = folder.write("borg", `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o700);
  const records: LogRecord[] = [];
  const borg = new ExecutableBorg([program], {
    configuration: { repositories: [], ...parts.configuration },
    env: { PATH: process.env["PATH"] },
    cwd: folder.path,
    log: new FanOutLog([{ write: (record) => records.push(record) }], () => 0, "one"),
    signal: parts.signal ?? new AbortController().signal,
    passphrase: async () => await Promise.resolve(parts.passphrase),
  });
  const logged = (): readonly string[] =>
    records
      .filter(({ level }) => level !== "debug")
      .map(({ level, prefix, message }) => `${level} ${prefix}|${message}`);
  return { borg, logged };
}

test("run() hands over words, folder and passphrase, the last on a descriptor", async () => {
  using folder = new ConfigurationFolder();
  const script = 'printf "%s|" "$@"; pwd; cat <&"$BORG_PASSPHRASE_FD"; env | grep -c "secr[e]t"; true';
  const { borg, logged } = scripted(folder, script, { passphrase: "secret" });
  await borg.run(CALL);
  assert.deepEqual(logged(), [`answer |list|--x|a b|/r::a|${folder.path}`, "answer |secret0"]);
});

test("run() gives no passphrase to a command that is to ask for it", async () => {
  using folder = new ConfigurationFolder();
  const { borg, logged } = scripted(folder, 'echo "fd: $BORG_PASSPHRASE_FD"', { passphrase: "secret" });
  await borg.run({ ...CALL, withoutPassphrase: true });
  assert.deepEqual(logged(), ["answer |fd: "]);
});

test("run() logs what Borg logs at its own level, and what was asked for as an answer", async () => {
  using folder = new ConfigurationFolder();
  const lines = [
    { type: "log_message", levelname: "INFO", message: "told" },
    { type: "log_message", levelname: "WARNING", message: "careful" },
    { type: "log_message", levelname: "ERROR", message: "hidden", msgid: "Repository.DoesNotExist" },
    { type: "file_status", status: "A", path: "etc/hosts" },
  ].map((line) => `echo '${JSON.stringify(line)}' >&2`);
  const { borg, logged } = scripted(folder, lines.join("\n"));
  await borg.run({ ...CALL, quietMessages: ["Repository.DoesNotExist"] });
  assert.deepEqual(logged(), ["answer |told", "warning |careful", "answer |A etc/hosts"]);
});

test("run() captures text, hands over lines, files and bytes", async () => {
  using folder = new ConfigurationFolder();
  const status = JSON.stringify({ type: "file_status", status: "-", path: "a" });
  const { borg } = scripted(folder, `printf 'one\\ntwo'; echo '${status}' >&2`);
  assert.equal((await borg.run({ ...CALL, output: { kind: "capture" } })).text, "one\ntwo");
  const lines: string[] = [];
  await borg.run({ ...CALL, output: { kind: "capture", onLine: (line) => lines.push(line) } });
  assert.deepEqual(lines, ["one", "two"]);
  const files: string[] = [];
  await borg.run({ ...CALL, output: { kind: "files", onFile: (...file) => files.push(file.join(" ")) } });
  assert.deepEqual(files, ["- a"]);
  const target = new PassThrough();
  await borg.run({ ...CALL, output: { kind: "pipe", target } });
  assert.equal(target.writableEnded, false);
  target.end();
  assert.equal(await text(target), "one\ntwo");
});

test("run() fails with the last lines where the exit code is an error, by Borg's, the call's or the configuration's word", async () => {
  using folder = new ConfigurationFolder();
  const failing = scripted(folder, "seq 30; exit 2");
  await assert.rejects(failing.borg.run(CALL), (error) => {
    assert(error instanceof BorgFailed);
    assert.equal(error.exitCode, 2);
    assert.deepEqual(error.output.split("\n").slice(0, 2), ["6", "7"]);
    return error.message.endsWith("list has failed with exit code 2");
  });
  const warning = scripted(folder, "exit 1");
  assert.equal((await warning.borg.run(CALL)).exitCode, 1);
  assert.match(warning.logged()[0] ?? "", /^warning .*exit code 1, which is taken for a warning/);
  const rules = [{ code: 1, treat_as: "error" }] as const;
  await assert.rejects(warning.borg.run({ ...CALL, exitCodes: rules }), BorgFailed);
  const configuration = { borg_exit_codes: [{ code: 1, treat_as: "warning" }] } as const;
  await scripted(folder, "exit 1", { configuration }).borg.run({ ...CALL, exitCodes: rules });
});

test("run() ends Borg when the run or the call is told to stop, which is an error", async () => {
  using folder = new ConfigurationFolder();
  const { borg } = scripted(folder, "exec sleep 60");
  const call = { ...CALL, signal: AbortSignal.timeout(50) };
  await assert.rejects(borg.run(call), ({ exitCode }: BorgFailed) => exitCode === 143);
  const stopped = scripted(folder, "exec sleep 60", { signal: AbortSignal.timeout(50) });
  await assert.rejects(stopped.borg.run(CALL), ({ exitCode }: BorgFailed) => exitCode === 143);
});

test("run() does not wait for what has gone to the background", async () => {
  using folder = new ConfigurationFolder();
  const { borg } = scripted(folder, "sleep 60 </dev/null >/dev/null 2>&1 & echo $!", { passphrase: "secret" });
  const { text: pid } = await borg.run({ ...CALL, output: { kind: "capture" } });
  process.kill(Number(pid), "SIGKILL");
});

test("version() reads what Borg says, and a missing program is named", async () => {
  using folder = new ConfigurationFolder();
  const { borg } = scripted(folder, "echo borg 1.2.4 '(other 0.1)'");
  assert.equal((await borg.version()).text, "1.2.4");
  const world = {
    configuration: { repositories: [] },
    env: {},
    cwd: "/",
    passphrase: async () => await Promise.resolve(undefined),
  };
  const missing = new ExecutableBorg(["/nonexistent/borg"], {
    ...world,
    log: new FanOutLog([], () => 0),
    signal: new AbortController().signal,
  });
  await assert.rejects(
    missing.version(),
    /Cannot start \/nonexistent\/borg: no such program \(see the option local_path\)/,
  );
});

test("run() passes on SIGUSR1 and SIGUSR2, and the call goes on", async () => {
  using folder = new ConfigurationFolder();
  const script = [
    "trap 'echo file' USR1; trap 'echo state; exit 0' USR2",
    "echo ready",
    // the shell acts on a signal between two commands
    "while :; do sleep 0.01; done",
  ].join("\n");
  const { borg } = scripted(folder, script);
  const listeners = (): number => process.listenerCount("SIGUSR1") + process.listenerCount("SIGUSR2");
  const before = listeners();
  const lines: string[] = [];
  const answers: Readonly<Record<string, NodeJS.Signals>> = { ready: "SIGUSR1", file: "SIGUSR2" };
  const onLine = (line: string): void => {
    lines.push(line);
    const next = answers[line];
    if (next !== undefined) process.kill(process.pid, next);
  };
  await borg.run({ ...CALL, output: { kind: "capture", onLine } });
  assert.deepEqual(lines, ["ready", "file", "state"]);
  assert.equal(listeners(), before);
});
