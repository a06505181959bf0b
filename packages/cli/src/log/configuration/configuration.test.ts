import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { FileSink } from "./file-sink.ts";
import { LEVELS, LoggingConfigurationError, loadLogging } from "./index.ts";
import { parseIni } from "./ini-file.ts";
import { formatPercent, percentFields } from "./percent-format.ts";
import { DottedName, parsePythonValue } from "./python-value.ts";

process.env["TZ"] = "UTC";
const folder = mkdtempSync(join(tmpdir(), "coffer-logging-"));
after(() => rmSync(folder, { recursive: true }));

test("parseIni() reads sections, both signs, comments, lines that go on, and defaults", () => {
  const text = "# c\n[DEFAULT]\nall = 1\n[a]\nKey : v = w\n  more\n; c\n\n[b]\nall=2\nempty =\n";
  const sections = parseIni(text, "f");
  assert.deepEqual(
    [...(sections.get("a") ?? [])],
    [
      ["all", "1"],
      ["key", "v = w\nmore"],
    ],
  );
  assert.deepEqual(
    [...(sections.get("b") ?? [])],
    [
      ["all", "2"],
      ["empty", ""],
    ],
  );
});

test("parseIni() says what is wrong, in Python's words", () => {
  for (const [text, message] of [
    ["x\n", "File contains no section headers.\nfile: 'f', line: 1\n'x\\n'"],
    ["[a]\nx\n", "Source contains parsing errors: 'f'\n\t[line  2]: 'x\\n'"],
    ["[a]\n[a]\n", "section 'a' already exists"],
  ] as const) {
    assert.throws(() => parseIni(text, "f"), new LoggingConfigurationError(message));
  }
});

test("parsePythonValue() reads literals and names", () => {
  for (const [source, value] of [
    ["()", []],
    ["('a',)", ["a"]],
    ["('a', \"b\\n\", r'c\\n', -1, 2.5, None, True)", ["a", "b\n", "c\\n", -1, 2.5, null, true]],
    ["('localhost', 514), 'x'", [["localhost", 514], "x"]],
    ["('a')", "a"],
    ["[1, [2]]", [1, [2]]],
    ["(sys.stderr,)", [new DottedName("sys.stderr")]],
    [
      "{'mode': 'w', 'x': (1,)}",
      new Map<unknown, unknown>([
        ["mode", "w"],
        ["x", [1]],
      ]),
    ],
    ["{}", new Map()],
  ] as const) {
    assert.deepEqual(parsePythonValue(source), value, source);
  }
});

test("parsePythonValue() executes nothing", () => {
  for (const source of ["open('x')", "(", "1 + 1", "(,)", "('a' 'b')", "{'a'}", "{'a': 1", "lambda: 1", "'a"]) {
    assert.throws(() => parsePythonValue(source), LoggingConfigurationError, source);
  }
});

test("formatPercent() fills in as Python does", () => {
  const fields = { s: "text", n: 7, f: 2.5 };
  for (const [format, text] of [
    ["%(s)s|%(s)6s|%(s)-6s|%(s).2s", "text|  text|text  |te"],
    ["%(n)d|%(n)3d|%(n)03d|%(n)-3d|%(n)s", "7|  7|007|7  |7"],
    ["%(f)f|%(f).1f|%(f)d|%%", "2.500000|2.5|2|%"],
  ] as const) {
    assert.equal(formatPercent(format, fields), text);
  }
  assert.deepEqual(percentFields("%(a)s %(b)-3d %%"), ["a", "b"]);
  assert.throws(() => percentFields("%s"), LoggingConfigurationError);
  assert.throws(() => percentFields("%(a)q"), LoggingConfigurationError);
});

const CONFIGURATION = `
[loggers]
keys=root,output,quiet
[handlers]
keys=file,err
[formatters]
keys=full
[logger_root]
level=INFO
handlers=file
[logger_output]
qualname=borg.output
handlers=err
[logger_quiet]
qualname=borg.quiet
level=ERROR
handlers=err
propagate=0
[handler_file]
class=logging.handlers.WatchedFileHandler
args=('FILE',)
formatter=full
[handler_err]
class=StreamHandler
level=WARNING
args=(sys.stderr,)
[formatter_full]
format=%(asctime)s %(levelname)s %(name)s %(message)s
`;

function configured(text: string) {
  const file = join(folder, "conf");
  writeFileSync(file, text);
  const shown = { out: "", err: "" };
  const streams = {
    writeOut: (line: string) => void (shown.out += line),
    writeErr: (line: string) => void (shown.err += line),
  };
  return { tree: loadLogging(file, streams, 0), shown };
}

const entry = (logger: string, level: keyof typeof LEVELS, message: string) => ({
  logger,
  level: LEVELS[level],
  levelName: level.toUpperCase(),
  message,
  msgid: undefined,
  time: 1.5,
});

test("loadLogging() sends lines where the file says", () => {
  const path = join(folder, "log");
  const { tree, shown } = configured(CONFIGURATION.replace("FILE", path));
  tree.log(entry("borg.archiver", "info", "one"));
  tree.log(entry("borg.archiver", "debug", "too low"));
  tree.log(entry("borg.output.list", "info", "below the handler's level"));
  tree.log(entry("borg.output.list", "warning", "both"));
  tree.log(entry("borg.quiet.x", "warning", "nowhere"));
  tree.log(entry("borg.quiet.x", "error", "only here"));
  tree.setLevel("borg.debug.topic", LEVELS.debug);
  tree.log(entry("borg.debug.topic", "debug", "topic"));
  tree.close();
  assert.equal(shown.err, "both\nonly here\n");
  const stamp = "1970-01-01 00:00:01,500";
  assert.deepEqual(readFileSync(path, "utf8").split("\n"), [
    `${stamp} INFO borg.archiver one`,
    `${stamp} INFO borg.output.list below the handler's level`,
    `${stamp} WARNING borg.output.list both`,
    `${stamp} DEBUG borg.debug.topic topic`,
    "",
  ]);
});

test("loadLogging() refuses what it cannot follow", () => {
  for (const [find, put, message] of [
    ["class=StreamHandler", "class=smtplib.Foo", "there is no handler class 'smtplib.Foo' here"],
    ["(sys.stderr,)", "(open('x'),)", "cannot be understood: (open('x'),)"],
    ["level=ERROR", "level=LOUD", "Unknown level: 'LOUD'"],
    ["[formatters]", "[formaters]", "'formatters'"],
    ["keys=root,", "keys=", "list.remove(x): x not in list"],
    ["%(levelname)s", "%(wrong)s", "Formatting field not found in record: 'wrong'"],
    ["FILE", "/nowhere/at/all", "[Errno 2] No such file or directory: '/nowhere/at/all'"],
  ] as const) {
    const text = CONFIGURATION.replace(find, put).replace("FILE", join(folder, "other"));
    assert.throws(() => configured(text), new LoggingConfigurationError(message), put);
  }
});

test("FileSink begins a new file where the old one was moved away, and moves full ones itself", () => {
  const path = join(folder, "rotated");
  const sink = new FileSink(path, { mode: "a", maxBytes: 20, backupCount: 2 });
  sink.write("one");
  renameSync(path, `${path}.old`);
  for (const line of ["two two two", "three three", "four four 4", "five five 5"]) sink.write(line);
  sink.close();
  assert.equal(readFileSync(`${path}.old`, "utf8"), "one\n");
  assert.equal(readFileSync(path, "utf8"), "five five 5\n");
  assert.equal(readFileSync(`${path}.1`, "utf8"), "four four 4\n");
  assert.equal(readFileSync(`${path}.2`, "utf8"), "three three\n");
  assert.equal(existsSync(`${path}.3`), false);
});
