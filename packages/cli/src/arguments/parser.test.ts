import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ArgumentValueError,
  type CommandSyntax,
  type Level,
  type ParseWorld,
  UsageError,
  bindSwitches,
  commandLevel,
  counter,
  flag,
  formatHelp,
  formatUsage,
  list,
  octalNumber,
  option,
  optionalWord,
  parseCommandLine,
  pathText,
  positiveNumber,
  requiredWord,
  restWords,
  someWords,
  text,
  wholeNumber,
  words,
} from "./index.ts";

const world: ParseWorld = {
  env: {},
  fillPlaceholders: (value) => value,
  readText: () => "",
  fileSeconds: () => undefined,
};

const common = {
  help: {
    initial: false,
    switches: [{ flags: ["-h", "--help"], help: "help", stops: "help" as const, apply: () => true }],
  },
  progress: flag(["-p", "--progress"], "progress", { group: "Common options" }),
  wait: option(["--lock-wait"], "SECONDS", "wait", wholeNumber, 1),
  topics: list(["--topic"], "TOPIC", "topics", text),
};

const make: CommandSyntax = {
  name: "make",
  summary: "make it",
  description: "Make something",
  epilog: "More words.",
  parameters: {
    dryRun: flag(["-n", "--dry-run"], "do nothing"),
    mode: option(["-m", "--mode"], "M", "mode", octalNumber, 0o777),
    exclude: list(["-e", "--exclude"], "PATTERN", "exclude", text),
    excludeFrom: option(["--exclude-from"], "FILE", "exclude from", text, undefined),
    filter: option(["--filter"], "CHARS", "filter", text, undefined, { once: true }),
    kind: option(["--kind"], "KIND", "kind", text, "a", { choices: ["a", "b"] }),
    force: counter(["--force"], "force"),
    first: option(["--first"], "N", "first", positiveNumber, 0, { rivals: "count" }),
    last: option(["--last"], "N", "last", positiveNumber, 0, { rivals: "count" }),
  },
  positionals: {
    place: requiredWord("PLACE", "place", text),
    paths: words("PATH", "paths", pathText),
  },
};

const show: CommandSyntax = {
  name: "show",
  summary: "show it",
  description: "Show something",
  epilog: "",
  parameters: { key: option(["-k", "--key"], "KEY", "key", text, undefined, { required: true }) },
  positionals: {
    place: optionalWord(
      "PLACE",
      "place",
      (value) => {
        if (value === "") throw new ArgumentValueError("no place");
        return value;
      },
      "",
    ),
  },
};

const lock: CommandSyntax = {
  name: "lock",
  summary: "",
  description: "",
  epilog: "",
  parameters: {
    redo: option(["--redo"], "MODE", "redo", text, "never", { bareValue: "some", choices: ["never", "some", "all"] }),
    roots: {
      initial: 0,
      switches: [
        {
          flags: ["--root"],
          metavar: "PATH",
          help: "root",
          apply: (count: number, path, _world, addWords) => {
            addWords("args", [path]);
            return count + 1;
          },
        },
      ],
    },
  },
  positionals: { place: requiredWord("PLACE", "place", text), args: restWords("ARGS", "arguments") },
};

const erase: CommandSyntax = {
  ...lock,
  name: "erase",
  positionals: { args: words("PATH", "path", text, { adds: true }), ids: someWords("IDs", "ids", text) },
};

const top: Level = {
  program: "prog",
  description: "A program",
  epilog: "",
  switches: [
    ...bindSwitches({
      version: { initial: false, switches: [{ flags: ["-V"], help: "version", stops: "version", apply: () => true }] },
    }),
    ...bindSwitches(common),
  ],
  positionals: [],
  groupNotes: {},
  stages: new Map([
    ["make", { summary: "make it", level: () => commandLevel("prog", make, common) }],
    ["show", { summary: "show it", level: () => commandLevel("prog", show, common) }],
    ["lock", { summary: "", level: () => commandLevel("prog", lock, common) }],
    ["erase", { summary: "", level: () => commandLevel("prog", erase, common) }],
  ]),
};

function valuesOf(line: string): Readonly<Record<string, unknown>> {
  const outcome = parseCommandLine(top, line.split(" "), world, 80);
  assert.equal(outcome.kind, "command");
  return outcome.kind === "command" ? outcome.values : {};
}

function errorOf(line: string): string {
  try {
    parseCommandLine(top, line.split(" "), world, 80);
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    return `${error.program}: ${error.message}`;
  }
  return "no error";
}

test("parseCommandLine() takes common options before and after the command, the later one wins", () => {
  assert.equal(valuesOf("--lock-wait 5 make x")["wait"], 5);
  assert.equal(valuesOf("--lock-wait 5 make x --lock-wait=7")["wait"], 7);
  assert.deepEqual(valuesOf("--topic a make --topic b x --topic c")["topics"], ["a", "b", "c"]);
  assert.equal(valuesOf("-p make x")["progress"], true);
  assert.equal(valuesOf("make x")["wait"], 1);
});

test("parseCommandLine() understands abbreviations, attached values and grouped flags", () => {
  assert.equal(valuesOf("make --dry x")["dryRun"], true);
  assert.equal(valuesOf("make --mod=0755 x")["mode"], 0o755);
  assert.equal(valuesOf("make -m0755 x")["mode"], 0o755);
  assert.equal(valuesOf("make -m=0755 x")["mode"], 0o755);
  assert.deepEqual(valuesOf("make -npe abc x")["exclude"], ["abc"]);
  assert.deepEqual(valuesOf("make -npeabc -e d x")["exclude"], ["abc", "d"]);
  assert.deepEqual(valuesOf("make --exclude abc x")["exclude"], ["abc"]);
  assert.equal(valuesOf("make --force --force x")["force"], 2);
});

test("parseCommandLine() gives words to positional arguments between options and after --", () => {
  assert.deepEqual(valuesOf("make -n x a b")["paths"], ["a", "b"]);
  assert.deepEqual(valuesOf("make x -n a b")["paths"], ["a", "b"]);
  assert.deepEqual(valuesOf("make x a b -n")["paths"], ["a", "b"]);
  assert.deepEqual(valuesOf("make -n -- x -a --b")["paths"], ["-a", "--b"]);
  assert.equal(valuesOf("make x -- -n")["dryRun"], false);
  assert.equal(valuesOf("make -5 a")["place"], "-5");
  assert.equal(valuesOf("show -k v here")["place"], "here");
});

test("parseCommandLine() leaves the rest of the line to another program, options and all", () => {
  assert.deepEqual(valuesOf("lock x make -n --bogus -- y")["args"], ["make", "-n", "--bogus", "--", "y"]);
  assert.equal(valuesOf("lock x make --redo")["redo"], "never");
  assert.equal(errorOf("lock"), "prog lock: the following arguments are required: PLACE, ARGS");
});

test("parseCommandLine() takes a value that may be missing if there is one", () => {
  assert.equal(valuesOf("lock --redo all x y")["redo"], "all");
  assert.equal(valuesOf("erase x --redo")["redo"], "some");
  assert.equal(valuesOf("lock --redo --root=r x y")["redo"], "some");
  assert.equal(
    errorOf("lock --redo x"),
    "prog lock: argument --redo: invalid choice: 'x' (choose from 'never', 'some', 'all')",
  );
});

test("parseCommandLine() lets options add to positional arguments, which replace them or add to them", () => {
  assert.deepEqual(valuesOf("lock --root a x")["args"], ["a"]);
  assert.deepEqual(valuesOf("lock --root a x y")["args"], ["y"]);
  assert.deepEqual(valuesOf("erase --root a b c --root d")["args"], ["a", "b", "d"]);
  assert.deepEqual(valuesOf("erase --root a b c --root d")["ids"], ["c"]);
  assert.equal(errorOf("erase --root a"), "prog erase: the following arguments are required: IDs");
});

test("parseCommandLine() takes no option for granted before its whole word is understood", () => {
  assert.equal(errorOf("make -hnx"), "prog make: argument -n/--dry-run: ignored explicit argument 'x'");
  assert.equal(errorOf("make -he"), "prog make: argument -e/--exclude: expected one argument");
});

test("parseCommandLine() words errors as argparse does", () => {
  assert.equal(errorOf("make"), "prog make: the following arguments are required: PLACE, PATH");
  assert.equal(errorOf("show x"), "prog show: the following arguments are required: -k/--key");
  assert.equal(errorOf("make --bogus x"), "prog: unrecognized arguments: --bogus");
  assert.equal(errorOf("make x a -n b"), "prog: unrecognized arguments: b");
  assert.equal(
    errorOf("nothing"),
    "prog: argument <command>: invalid choice: 'nothing' (choose from 'make', 'show', 'lock', 'erase')",
  );
  assert.equal(errorOf("make --ex x"), "prog make: ambiguous option: --ex could match --exclude, --exclude-from");
  assert.equal(errorOf("make --exclude"), "prog make: argument -e/--exclude: expected one argument");
  assert.equal(errorOf("make --exclude -n x"), "prog make: argument -e/--exclude: expected one argument");
  assert.equal(errorOf("make --dry-run=1 x"), "prog make: argument -n/--dry-run: ignored explicit argument '1'");
  assert.equal(errorOf("make -n1 x"), "prog make: argument -n/--dry-run: ignored explicit argument '1'");
  assert.equal(errorOf("make --lock-wait x y"), "prog make: argument --lock-wait: invalid int value: 'x'");
  assert.equal(errorOf("make --mode 9 y"), "prog make: argument -m/--mode: invalid <lambda> value: '9'");
  assert.equal(errorOf("make --first 0 y"), "prog make: argument --first: A positive integer is required: 0");
  assert.equal(errorOf("make --first 1 --last 1 y"), "prog make: argument --last: not allowed with argument --first");
  assert.equal(errorOf("make --filter a --filter b x"), "prog make: argument --filter: There can be only one.");
  assert.equal(errorOf("make --kind c x"), "prog make: argument --kind: invalid choice: 'c' (choose from 'a', 'b')");
  assert.equal(errorOf("show -k v"), "prog show: argument PLACE: no place");
});

test("parseCommandLine() stops at help and version, but not before earlier errors", () => {
  assert.equal(parseCommandLine(top, ["-V", "bogus"], world, 80).kind, "version");
  assert.equal(parseCommandLine(top, ["make", "-h", "--bogus"], world, 80).kind, "help");
  assert.equal(errorOf("make --first x -h"), "prog make: argument --first: invalid positive_int_validator value: 'x'");
});

test("formatUsage() breaks lines between options, never inside one", () => {
  assert.equal(
    formatUsage(commandLevel("prog", make, common), 80),
    [
      "usage: prog make [-h] [-p] [--lock-wait SECONDS] [--topic TOPIC] [-n] [-m M]",
      "                 [-e PATTERN] [--exclude-from FILE] [--filter CHARS]",
      "                 [--kind KIND] [--force] [--first N | --last N]",
      "                 PLACE [PATH ...]",
      "",
    ].join("\n"),
  );
  assert.equal(formatUsage(commandLevel("prog", show, {}), 80), "usage: prog show -k KEY [PLACE]\n");
  assert.equal(
    formatUsage(commandLevel("prog", lock, {}), 80),
    "usage: prog lock [--redo [MODE]] [--root PATH] PLACE ...\n",
  );
  assert.equal(
    formatUsage(commandLevel("prog", erase, {}), 80),
    "usage: prog erase [--redo [MODE]] [--root PATH] [PATH ...] IDs [IDs ...]\n",
  );
});

test("formatHelp() lays out groups as argparse does", () => {
  assert.equal(
    formatHelp(commandLevel("prog", make, { progress: common.progress }), 60),
    `usage: prog make [-p] [-n] [-m M] [-e PATTERN]
                 [--exclude-from FILE] [--filter CHARS]
                 [--kind KIND] [--force]
                 [--first N | --last N]
                 PLACE [PATH ...]

Make something

positional arguments:
  PLACE                 place
  PATH                  paths

options:
  -n, --dry-run         do nothing
  -m M, --mode M        mode
  -e PATTERN, --exclude PATTERN
                        exclude
  --exclude-from FILE   exclude from
  --filter CHARS        filter
  --kind KIND           kind
  --force               force
  --first N             first
  --last N              last

Common options:
  -p, --progress        progress

More words.
`,
  );
});
