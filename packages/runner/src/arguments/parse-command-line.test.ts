import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCommandLine, UsageError, type CommandLine } from "./index.ts";

/** Parses a command line without blanks in its words. */
function parse(line: string): CommandLine {
  return parseCommandLine(line === "" ? [] : line.split(" "));
}

/** The actions of a command line, each with all that it was given. */
function actions(line: string): readonly object[] {
  const { request } = parse(line);
  assert.equal(request.kind, "actions");
  return request.kind === "actions" ? request.actions : [];
}

function complaint(line: string): { readonly message: string; readonly exitCode: number } {
  try {
    parse(line);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  return { message: "", exitCode: 0 };
}

test("parseCommandLine() takes create, prune, compact and check where no action is named", () => {
  assert.deepEqual(parse("").request, {
    kind: "actions",
    actions: ["create", "prune", "compact", "check"].map((name) => ({ name, flags: {} })),
    byDefault: true,
    bare: true,
  });
  const { request, configPaths, dryRun } = parse("-c a.yaml --config=b -n");
  assert.deepEqual([configPaths, dryRun], [["a.yaml", "b"], true]);
  assert.equal(request.kind === "actions" && request.byDefault && !request.bare, true);
});

test("parseCommandLine() hands a flag to every action that knows it, wherever it stands", () => {
  const both = [
    { name: "list", flags: { archive: "x", json: true }, repository: "one" },
    { name: "extract", flags: { archive: "x" }, repository: "one" },
  ];
  assert.deepEqual(actions("--repository one list --archive x extract --json"), both);
  assert.deepEqual(actions("list extract --archive=x --repository=one --json"), both);
});

test("parseCommandLine() knows actions by all their names, each once and in order", () => {
  const names = (line: string): readonly string[] => actions(line).map((action) => (action as { name: string }).name);
  assert.deepEqual(names("-p rlist init -C prune -e none"), ["prune", "repo-list", "repo-create", "create"]);
  assert.deepEqual(names("key export"), ["key export"]);
  assert.deepEqual(names("key --repository export export"), ["key export"]);
});

test("parseCommandLine() takes no value of a flag for an action", () => {
  assert.deepEqual(actions("check --only extract --only data"), [
    { name: "check", flags: { only: ["extract", "data"] } },
  ]);
  assert.deepEqual(actions("create --comment prune"), [{ name: "create", flags: { comment: "prune" } }]);
});

test("parseCommandLine() converts values", () => {
  assert.deepEqual(actions("repo-delete --force --force"), [{ name: "repo-delete", flags: { force: 2 } }]);
  assert.deepEqual(actions("list --first 3"), [{ name: "list", flags: { first: 3 } }]);
  assert.deepEqual(actions("extract --archive a --strip-components all"), [
    { name: "extract", flags: { archive: "a", stripComponents: "all" } },
  ]);
  assert.deepEqual(actions("extract --archive a --strip-components 2"), [
    { name: "extract", flags: { archive: "a", stripComponents: 2 } },
  ]);
  assert.deepEqual(complaint("list --first x"), new UsageError("argument --first: not a whole number: x", 2));
  assert.equal(complaint("check --only everything").exitCode, 2);
});

test("parseCommandLine() sets options of the configuration: by flags of actions and by flags of their own", () => {
  const { settings } = parse(
    "create --stats --list compact --threshold 5 --keep-daily -1 -v2 --no-color --one-file-system --repositories[0].path /x --healthchecks.ping-url=u --postgresql-databases[1].owner --no-ntfy",
  );
  assert.deepEqual(
    settings.map(({ path, value }) => [path.join("."), value]),
    [
      ["statistics", true],
      ["list_details", true],
      ["compact_threshold", "5"],
      ["keep_daily", "-1"],
      ["verbosity", "2"],
      ["color", false],
      ["one_file_system", true],
      ["repositories.0.path", "/x"],
      ["healthchecks.ping_url", "u"],
      ["postgresql_databases.1.no_owner", false],
      ["ntfy", null],
    ],
  );
});

test("parseCommandLine() leaves all words behind `borg` to Borg, but for --repository and --archive", () => {
  assert.deepEqual(actions("borg list --repository a --json --archive=x --short"), [
    { name: "borg", flags: { archive: "x", words: ["list", "--json", "--short"] }, repository: "a" },
  ]);
  assert.deepEqual(actions("borg --repository a -- list --repository b create"), [
    { name: "borg", flags: { words: ["list", "--repository", "b", "create"] }, repository: "a" },
  ]);
  assert.equal(complaint("-n borg list").message, "With the borg action, --dry-run is not supported.");
});

test("parseCommandLine() knows what stands alone", () => {
  assert.deepEqual(parse("config validate -s").request, {
    kind: "program",
    name: "config validate",
    flags: { show: true },
  });
  assert.deepEqual(parse("config generate -s a.yaml").request, {
    kind: "program",
    name: "config generate",
    flags: { source: "a.yaml", destination: "/etc/borgmatic/config.yaml" },
  });
  assert.deepEqual(parse("config bootstrap --repository r").request, {
    kind: "program",
    name: "config bootstrap",
    flags: { repository: "r", archive: "latest" },
  });
  assert.match(complaint("create config validate").message, /cannot be combined with other actions/);
});

test("parseCommandLine() refuses what it does not know, with advice", () => {
  assert.deepEqual(complaint("nonsense"), new UsageError("Unrecognized argument: nonsense"));
  assert.match(
    complaint("create --coment x").message,
    /^Unrecognized arguments: --coment x; did you mean --comment\?$/,
  );
  assert.match(complaint("--keep-dayly 3").message, /did you mean --keep-daily\?$/);
  assert.match(complaint("--statistics create").message, /use --stats behind the action$/);
  assert.match(complaint("key").message, /^Missing sub-action after key action\. Expected one of: export, import/);
  assert.match(complaint("prune --oldest 7d").message, /needs Borg 2/);
});

test("parseCommandLine() exits with 2 for a value that is missing, as borgmatic does", () => {
  assert.deepEqual(complaint("extract"), new UsageError("the following arguments are required: --archive", 2));
  assert.deepEqual(complaint("-c"), new UsageError("argument -c: expected one argument", 2));
  assert.deepEqual(
    complaint("create --comment --json"),
    new UsageError("argument --comment: expected one argument", 2),
  );
  assert.deepEqual(complaint("create --json=x"), new UsageError("argument --json: takes no value: x", 2));
});

test("parseCommandLine() refuses combinations whose output nobody could tell apart", () => {
  for (const line of ["list --json info", "repo-info --json info", "list --json repo-info"]) {
    assert.equal(complaint(line).message, "With the --json flag, multiple actions cannot be used together.");
  }
  assert.match(complaint("list --prefix a -a b").message, /only one of --prefix or --match-archives/);
  assert.match(complaint("info --archive a -a b").message, /only one of --archive, --prefix, or --match-archives/);
});

test("parseCommandLine() understands shortened flags of actions while it is clear which is meant", () => {
  assert.deepEqual(actions("extract --arch a --dest /x"), [
    { name: "extract", flags: { archive: "a", destination: "/x" } },
  ]);
  assert.match(complaint("delete --c 1").message, /^Unrecognized/);
});

test("parseCommandLine() shows help of the program, of actions, and versions", () => {
  const text = (line: string): string => {
    const { request } = parse(line);
    return "text" in request ? request.text : "";
  };
  assert.match(text("--help"), /^usage: coffermatic/);
  assert.match(text("--help"), /^ {2}--keep-daily N/m);
  assert.match(text("create -h"), /--comment COMMENT/);
  assert.match(text("borg --help"), /\[--\] command/);
  assert.match(text("key --help"), /key export/);
  assert.match(text("--version"), /^\d+\.\d+\.\d+\n$/);
  assert.deepEqual(actions("borg list --help"), [{ name: "borg", flags: { words: ["list", "--help"] } }]);
});
