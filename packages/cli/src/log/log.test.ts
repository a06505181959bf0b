import assert from "node:assert/strict";
import { test } from "node:test";
import type { LogLevel, Progress } from "@coffer/engine/context";
import { fileChangedWarning, genericWarning } from "@coffer/format/errors";
import { CliReporter, Logger, type OutputTopic, ProgressPrinter, classifyExit, exitCodeOf } from "./index.ts";

function logger(
  level: LogLevel,
  json: boolean = false,
  topics: readonly OutputTopic[] = [],
  debugTopics: readonly string[] = [],
) {
  const lines: string[] = [];
  const one = new Logger(
    { level, form: json ? "json" : "plain", topics: new Set(topics), debugTopics },
    (line) => lines.push(line),
    () => 1.5,
  );
  return { one, lines };
}

test("log() shows bare messages from the level on", () => {
  const { one, lines } = logger("warning");
  one.log({ level: "info", message: "quiet" });
  one.log({ level: "warning", message: "heard" });
  one.log({ level: "error", message: "heard too", name: "borg.repository" });
  assert.deepEqual(lines, ["heard\n", "heard too\n"]);
});

test("log() shows what an option asked for, whatever the level", () => {
  const { one, lines } = logger("critical", false, ["list"]);
  one.log({ level: "info", message: "item", name: "borg.output.list" });
  one.log({ level: "info", message: "figure", name: "borg.output.stats" });
  one.log({ level: "warning", message: "warning", name: "borg.output.show-rc" });
  assert.deepEqual(lines, ["item\n", "warning\n"]);
});

test("log() obeys --debug-topic", () => {
  const { one, lines } = logger("warning", false, [], ["files_cache"]);
  one.log({ level: "debug", message: "shown", name: "borg.debug.files_cache" });
  one.log({ level: "info", message: "hidden", name: "borg.debug.other" });
  assert.deepEqual(lines, ["shown\n"]);
});

test("log() writes JSON with Borg's fields in Borg's order", () => {
  const { one, lines } = logger("info", true);
  one.log({ level: "error", message: "näh \udcff", msgid: "Repository.DoesNotExist" });
  one.log({ level: "info", message: "hm", name: "borg.cache" });
  assert.deepEqual(lines, [
    '{"type": "log_message", "time": 1.5, "message": "n\\u00e4h \\udcff", "levelname": "ERROR", "name": "borg.archiver", ' +
      '"msgid": "Repository.DoesNotExist"}\n',
    '{"type": "log_message", "time": 1.5, "message": "hm", "levelname": "INFO", "name": "borg.cache"}\n',
  ]);
});

test("exitCodeOf() is special where all warnings are of one kind", () => {
  assert.equal(exitCodeOf(0, new Set()), 0);
  assert.equal(exitCodeOf(0, new Set([105])), 105);
  assert.equal(exitCodeOf(0, new Set([105, 100])), 1);
  assert.equal(exitCodeOf(1, new Set([105])), 1);
});

test("classifyExit() knows Borg's ranges", () => {
  assert.deepEqual([0, 1, 2, 3, 99, 100, 127, 128, 143, 256].map(classifyExit), [
    "success",
    "warning",
    "error",
    "error",
    "error",
    "warning",
    "warning",
    "signal",
    "signal",
    "abnormal",
  ]);
});

function printer(json: boolean, columns?: number, isTerminal: boolean = columns !== undefined) {
  let shown = "";
  const clock = { ms: 0 };
  const one = new ProgressPrinter(
    {
      write: (text) => void (shown += text),
      isTerminal,
      columns,
      nowSeconds: () => 2.25,
      monotonicMs: () => clock.ms,
    },
    { json, iec: false },
  );
  return { one, clock, shown: () => shown };
}

const archiveProgress = (path: string, finished: boolean = false): Progress => ({
  type: "archive_progress",
  original_size: 1000,
  compressed_size: 10,
  deduplicated_size: 1,
  nfiles: 3,
  path,
  finished,
});

test("show() writes archive progress at most five times a second", () => {
  const { one, clock, shown } = printer(false);
  one.show(archiveProgress("a"));
  clock.ms = 200;
  one.show(archiveProgress("b"));
  clock.ms = 201;
  one.show(archiveProgress("c\udcff"));
  one.show(archiveProgress("", true));
  assert.equal(shown(), "1.00 kB O 10 B C 1 B D 3 N a\n1.00 kB O 10 B C 1 B D 3 N c?\n\n");
});

test("show() fits archive progress into the terminal", () => {
  const { one, shown } = printer(false, 50);
  one.show(archiveProgress("a/very/long/path/that/does/not/fit"));
  one.show(archiveProgress("", true));
  assert.equal(shown(), `1.00 kB O 10 B C 1 B D 3 N a/very/l...does/not/fit\r${" ".repeat(50)}\r`);
  assert.equal(shown().split("\r")[0]?.length, 50);
});

test("show() writes archive progress as JSON", () => {
  const { one, shown } = printer(true);
  one.show(archiveProgress("a"));
  one.show(archiveProgress("", true));
  assert.equal(
    shown(),
    '{"original_size": 1000, "compressed_size": 10, "deduplicated_size": 1, "nfiles": 3, "path": "a", "time": 2.25, ' +
      '"type": "archive_progress", "finished": false}\n' +
      '{"time": 2.25, "type": "archive_progress", "finished": true}\n',
  );
});

const percent = (current: number, info?: readonly string[]): Progress => ({
  type: "progress_percent",
  operation: 1,
  msgid: info === undefined ? "extract.permissions" : "extract",
  current,
  total: 200,
  ...(info === undefined ? {} : { info }),
  finished: false,
});

test("show() writes percentages step by step, on a line that is overwritten", () => {
  const { one, shown } = printer(false, 40);
  for (const current of [1, 10, 11, 12, 20, 21]) one.show(percent(current));
  one.show({ type: "progress_percent", operation: 1, msgid: "extract.permissions", finished: true });
  const line = (text: string): string => `${text.padEnd(40)}\r`;
  const words = "Setting directory permissions ";
  assert.equal(shown(), [`${words}  0%`, `${words}  5%`, `${words} 10%`, ""].map(line).join(""));
});

test("show() writes percentages with their words as JSON", () => {
  const { one, shown } = printer(true);
  one.show(percent(1, ["some/path"]));
  one.show({ type: "progress_percent", operation: 1, msgid: "extract", finished: true });
  assert.equal(
    shown(),
    '{"message": "  0.0% Extracting: some/path", "current": 1, "total": 200, "info": ["some/path"], "operation": 1, ' +
      '"msgid": "extract", "type": "progress_percent", "finished": false, "time": 2.25}\n' +
      '{"operation": 1, "msgid": "extract", "type": "progress_percent", "finished": true, "time": 2.25}\n',
  );
});

function reporter(settings: Partial<ConstructorParameters<typeof CliReporter>[2]> = {}) {
  const { one, lines } = logger("warning", settings.json ?? false);
  const all = { progress: false, list: true, filter: undefined, json: false, modernExitCodes: false, ...settings };
  return { one: new CliReporter(one, printer(false).one, all, (line) => lines.push(line)), lines };
}

test("fileStatus() obeys --list and --filter", () => {
  const { one, lines } = reporter({ filter: "AM" });
  one.fileStatus("A", "a\udcff");
  one.fileStatus("U", "b");
  assert.deepEqual(lines, ["A a?\n"]);
  const silent = reporter({ list: false });
  silent.one.fileStatus("A", "a");
  assert.deepEqual(silent.lines, []);
  const json = reporter({ json: true });
  json.one.fileStatus("M", "ä");
  assert.deepEqual(json.lines, ['{"type": "file_status", "status": "M", "path": "\\u00e4"}\n']);
});

test("warn() keeps the codes of warnings; only modern ones tell them apart", () => {
  const legacy = reporter();
  legacy.one.warn(fileChangedWarning("p"));
  assert.deepEqual([...legacy.one.warningCodes], [1]);
  assert.deepEqual(legacy.lines, ["p: file changed while we backed it up\n"]);
  const modern = reporter({ modernExitCodes: true, json: true });
  modern.one.warn(fileChangedWarning("p"));
  modern.one.warn(genericWarning("hm"));
  assert.deepEqual([...modern.one.warningCodes], [100, 1]);
  assert.ok(modern.lines[0]?.includes('"msgid": "FileChangedWarning"'));
  assert.ok(!modern.lines[1]?.includes("msgid"));
});
