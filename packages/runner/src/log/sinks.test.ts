import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import {
  compileLogFormat,
  ConsoleSink,
  FileSink,
  LOG_LEVELS,
  LogFormatError,
  type LogRecord,
  SystemLogSink,
  type Verbosity,
  wantsColor,
} from "./index.ts";

const RECORD: LogRecord = { level: "warning", message: "careful", prefix: "here", timeMs: 1_500 };

test("ConsoleSink writes warnings and worse to standard error, the rest to standard output", () => {
  const { sink, out, error } = consoleOf({ verbosity: 2 });
  for (const level of LOG_LEVELS) sink.write({ ...RECORD, level, message: level, prefix: "" });
  assert.deepEqual(out, ["debug\n", "info\n", "answer\n"]);
  assert.deepEqual(error, ["warning\n", "error\n", "critical\n"]);
});

test("ConsoleSink shows what its verbosity lets through, with prefix and color", () => {
  const { sink, out, error } = consoleOf({ verbosity: 0, isColored: true });
  sink.write({ ...RECORD, level: "info" });
  sink.write(RECORD);
  assert.deepEqual([out, error], [[], ["\u001B[33mhere: careful\u001B[0m\n"]]);
});

test("ConsoleSink writes JSON lines as Borg's", () => {
  const { sink, error } = consoleOf({ verbosity: 0, isColored: true, isJson: true });
  sink.write(RECORD);
  assert.deepEqual(JSON.parse(error[0] ?? ""), {
    type: "log_message",
    time: 1.5,
    message: "careful",
    levelname: "WARNING",
    name: "coffermatic",
    prefix: "here",
  });
});

test("wantsColor() obeys JSON, the option, NO_COLOR, PY_COLORS, TERM and the terminal, in this order", () => {
  const plain = { env: {}, options: [undefined], isJson: false, isTerminal: true };
  assert.equal(wantsColor(plain), true);
  assert.equal(wantsColor({ ...plain, isTerminal: false }), false);
  assert.equal(wantsColor({ ...plain, isTerminal: false, env: { PY_COLORS: "1" } }), true);
  assert.equal(wantsColor({ ...plain, env: { PY_COLORS: "0" } }), false);
  assert.equal(wantsColor({ ...plain, env: { TERM: "dumb" } }), false);
  assert.equal(wantsColor({ ...plain, env: { NO_COLOR: "1", PY_COLORS: "1" } }), false);
  assert.equal(wantsColor({ ...plain, options: [true, false], env: { PY_COLORS: "1" } }), false);
  assert.equal(wantsColor({ ...plain, isJson: true, env: { PY_COLORS: "1" } }), false);
});

test("compileLogFormat() fills in fields and refuses unknown ones", () => {
  const format = compileLogFormat("{levelno} {levelname} {{{prefix}{message}}} {created} {msecs}");
  assert.equal(format(RECORD), "30 WARNING {here: careful} 1.5 500");
  assert.match(compileLogFormat("{asctime}")(RECORD), /^19(?:69|70)-\d\d-\d\d \d\d:\d\d:01,500$/);
  assert.throws(() => compileLogFormat("{messsage}"), LogFormatError);
});

test("FileSink appends, and begins anew when the file was rotated", (t) => {
  const path = join(folder(t), "log");
  writeFileSync(path, "before\n");
  const sink = new FileSink({ path, verbosity: 0, format: "{levelname}: {prefix}{message}" });
  t.after(() => sink.close());
  sink.write(RECORD);
  sink.write({ ...RECORD, level: "info" });
  renameSync(path, `${path}.1`);
  sink.write({ ...RECORD, message: "again" });
  assert.equal(readFileSync(`${path}.1`, "utf8"), "before\nWARNING: here: careful\n");
  assert.equal(readFileSync(path, "utf8"), "WARNING: here: again\n");
});

test("FileSink says that a file cannot be opened", (t) => {
  assert.throws(() => new FileSink({ path: join(folder(t), "missing", "log"), verbosity: 0 }), /ENOENT/);
});

test("SystemLogSink speaks journald's stream: who speaks, then lines with priorities", async (t) => {
  const journald = join(folder(t), "stdout");
  const { promise, resolve } = Promise.withResolvers<string>();
  const server = createServer((socket) => void text(socket).then(resolve)).listen(journald);
  t.after(() => server.close());
  const sink = SystemLogSink.open(1, assert.fail, { journald, syslog: [], logger: "" });
  sink?.write({ ...RECORD, message: "one\ntwo" });
  sink?.write({ ...RECORD, level: "debug" });
  await sink?.close();
  assert.equal(await promise, "coffermatic\n\n6\n1\n0\n0\n0\n<4>here: one\n<4>two\n");
});

test("SystemLogSink hands lines to logger where there is a syslog only", async (t) => {
  const path = folder(t);
  const [socket, logger, said] = [join(path, "log"), join(path, "logger"), join(path, "said")];
  writeFileSync(socket, "");
  writeFileSync(logger, `#!/bin/sh\necho "$2 $4 $6" >'${said}'\ncat >>'${said}'\n`, { mode: 0o755 });
  const places = { journald: join(path, "none"), syslog: [join(path, "none"), socket], logger };
  const sink = SystemLogSink.open(0, assert.fail, places);
  sink?.write(RECORD);
  await sink?.close();
  assert.equal(readFileSync(said, "utf8"), `${socket} coffermatic --prio-prefix\n<4>here: careful\n`);
});

test("SystemLogSink tells of a logger that is not there, and lets the run go on", async (t) => {
  const { promise, resolve } = Promise.withResolvers<Error>();
  const places = { journald: "/nonexistent", syslog: [folder(t)], logger: "/nonexistent/logger" };
  const sink = SystemLogSink.open(0, resolve, places);
  sink?.write(RECORD);
  assert.match((await promise).message, /ENOENT|EPIPE/);
  await sink?.close();
});

test("SystemLogSink.open() gives nothing where no system log listens", () => {
  const places = { journald: "/nonexistent", syslog: [], logger: "logger" };
  assert.equal(SystemLogSink.open(0, assert.fail, places), undefined);
});

interface Console {
  readonly sink: ConsoleSink;
  readonly out: string[];
  readonly error: string[];
}

function consoleOf(options: { verbosity: Verbosity; isColored?: boolean; isJson?: boolean }): Console {
  const [out, error]: [string[], string[]] = [[], []];
  const sink = new ConsoleSink({
    isColored: false,
    isJson: false,
    ...options,
    writeOut: (line) => out.push(line),
    writeError: (line) => error.push(line),
  });
  return { sink, out, error };
}

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "log-sinks-"));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}
