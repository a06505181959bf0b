/**
 * Throws random command lines at the parser of the real borg 1.4 and at ours: both accept the same ones, understand the same
 * values, and refuse the others with the same words.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { type BoundSwitch, type CommandSyntax, commandLevel } from "@coffer/cli/arguments";
import { commonOptions } from "@coffer/cli/options";
import { COMMANDS } from "@coffer/cli/commands";
import { allCommands, deprecationWarnings, interpret, refusalOf } from "@coffer/cli/program";
import { RealParser, type Understood, findBorgs } from "@coffer/testkit/borg";
import { plainValues, theirValue } from "./support/parsed-values.ts";

/** The same lines in every run, unless COFFER_LINES=1000 (or so) asks for a search. */
const search = process.env["COFFER_LINES"];
const parameters = search === undefined ? { numRuns: 12, seed: 1 } : { numRuns: Number(search) };

const { borg14, missing } = findBorgs();
const skip = borg14 === undefined ? missing.join("; ") : false;
/** Those that borg has as well. */
const commands = new Map([...(await allCommands())].filter(([name]) => COMMANDS.get(name)?.isOurs !== true));

const folder = mkdtempSync(join(tmpdir(), "coffer-lines-"));
after(() => rmSync(folder, { recursive: true }));
process.chdir(folder);
mkdirSync("dir");
writeFileSync("excludes", "# comment\n\n*.o\nsh:**/tmp\n");
writeFileSync("patterns", "R /first\nP re\n+ ^a\n! b\n- sh:c/*\nR second\n");
writeFileSync("wrong", "+ ok\nbogus line\n");
utimesSync("dir", 1_500_000_000, 1_500_000_000);

const env = {
  PATH: process.env["PATH"] ?? "",
  HOME: folder,
  COLUMNS: "80",
  LC_ALL: "C.UTF-8",
  TZ: "UTC",
  BORG_HOSTNAME: "host",
  BORG_USERNAME: "joe",
};
const real = borg14 === undefined ? undefined : new RealParser(borg14, folder, env);
after(() => real?.close());

/** Words of which command lines are made, right and wrong ones. */
const NUMBERS = ["0", "1", "5", "-1", "007", "+3", " 7 ", "1_000", "x", "", "1.5", "0x10"];
const TEXTS = ["a", "*.o", "{hostname}-x", "{user}", "{{a}}", "{bad}", "{", "x}", "two words", "", "-", "ä", "1"];
const VALUES: Readonly<Record<string, readonly string[]>> = {
  PATTERN: [
    "*.o",
    "sh:a/**",
    "re:^x$",
    "re:[",
    "pp:a",
    "pf:a/b",
    "xx:a",
    "+ a",
    "- sh:b",
    "! c",
    "R /root",
    "P fm",
    "P xx",
    "",
    "-",
    "+",
    "? x",
  ],
  EXCLUDEFILE: ["excludes", "missing", "wrong", "dir", ""],
  PATTERNFILE: ["patterns", "missing", "wrong", "excludes"],
  KEYS: ["timestamp", "name,id", "archive", "bogus", "timestamp,", ""],
  FIELDS: ["path", ">size,<path", "bogus", "", " size , user ", ">", "mtime_diff"],
  TIMESTAMP: [
    "2020-01-02T03:04:05",
    "2020-01-02",
    "2020-02-30",
    "dir",
    "missing",
    "2020-366",
    "2021-366",
    "2020-1-2 3:04",
    "2020-01-02T03:04:05Z",
    "",
  ],
  COMPRESSION: [
    "none",
    "lz4",
    "zstd",
    "zstd,22",
    "zstd,23",
    "zlib,0",
    "lzma,9",
    "lzma,10",
    "auto,zlib,1",
    "obfuscate,3,lz4",
    "obfuscate,7,lz4",
    "obfuscate,250,auto,zstd,3",
    "auto",
    "bogus",
    "",
    "zstd,x",
    "lz4,1",
    "obfuscate,3",
  ],
  PARAMS: [
    "default",
    "buzhash,19,23,21,4095",
    "19,23,21,4095",
    "10,23,16,4095",
    "fixed,4096",
    "fixed,1000000,512",
    "fixed,63",
    "buzhash,5,23,21,4095",
    "buzhash,19,24,21,4095",
    "21,19,20,4095",
    "x",
    "fixed,x",
    "fixed",
    "",
    "a,b,c,d",
    " default ",
  ],
  MODE: [
    "ctime,size,inode",
    "mtime,size",
    "disabled",
    "size",
    "rechunk,ctime",
    "bogus",
    "ctime",
    "mtime",
    "none",
    "repokey",
    "keyfile-blake2",
    "repo",
    "never",
    "always",
    "if-different",
    "",
  ],
  QUOTA: ["5G", "1.5T", "9M", "10M", "0", "x", "-1", "", "5GB", "1e9"],
  INTERVAL: ["2d", "1H", "3w", "12m", "1y", "0d", "-1d", "d", "2", "xd", "1.5d"],
  M: ["0660", "077", "0o17", "9", "x", "", "-7"],
};
const PLACES = [
  "/r",
  "/r::a",
  "r::a",
  "",
  "::",
  "::a",
  "host:r",
  "host:r::a",
  "ssh://u@h:22/./r::a",
  "ssh://[::1]/r",
  "file:///r::a",
  "/r::a/b",
  "a::b::c",
  "//x",
  "{bad}",
  "/r::{user}-{hostname}",
  "/r::{",
  "~/r",
  "/r::a:b",
  "host:",
  ":x",
];
const WORDS = [
  ...PLACES.slice(0, 3),
  ...PLACES.slice(4, 8),
  "a",
  "b/c",
  "-5",
  "--",
  "-",
  "excludes",
  "a::b",
  "dead",
  "x y",
];

function valuesFor({ one }: BoundSwitch): readonly string[] {
  const known = VALUES[one.metavar ?? ""];
  if (known !== undefined) return known;
  return /^(?:SECONDS|PERCENT|N|RATE|UPLOAD_BUFFER|NUMBER|SEG|OFFS|.*LY|.*MONTHLY)$/.test(one.metavar ?? "")
    ? NUMBERS
    : TEXTS;
}

/** One option as somebody may type it: in full, shortened, with its value attached or not, or something wrong. */
function optionWords(bound: BoundSwitch): fc.Arbitrary<string[]> {
  const { flags, metavar } = bound.one;
  const spelled = fc.constantFrom(...flags).chain((flag) =>
    flag.startsWith("--")
      ? fc.oneof(
          { weight: 3, arbitrary: fc.constant(flag) },
          fc.integer({ min: 4, max: flag.length }).map((end) => flag.slice(0, end)),
        )
      : fc.constant(flag),
  );
  if (metavar === undefined) {
    return fc.oneof(
      { weight: 12, arbitrary: spelled.map((flag) => [flag]) },
      { weight: 1, arbitrary: spelled.map((flag) => [flag.startsWith("--") ? `${flag}=1` : `${flag}p`]) },
    );
  }
  const value = fc.constantFrom(...valuesFor(bound));
  return fc.tuple(spelled, value, fc.integer({ min: 0, max: 9 })).map(([flag, text, form]) => {
    if (form === 0) return [flag];
    if (form < 4) return flag.startsWith("--") ? [`${flag}=${text}`] : [`${flag}${text}`];
    return [flag, text];
  });
}

/** A command line for a command: its words, mostly as many as it takes, and options before, between and behind them. */
function lineOf(name: string, syntax: CommandSyntax): fc.Arbitrary<string[]> {
  const level = commandLevel("borg", syntax, commonOptions);
  const common = commandLevel("borg", { ...syntax, parameters: {} }, commonOptions).switches;
  const own = level.switches.slice(common.length);
  const optionsOf = (switches: readonly BoundSwitch[]): fc.Arbitrary<string[]> =>
    fc.constantFrom(...switches).chain(optionWords);
  const any =
    own.length === 0
      ? optionsOf(common)
      : fc.oneof({ weight: 1, arbitrary: optionsOf(common) }, { weight: 5, arbitrary: optionsOf(own) });
  const odd = fc.constantFrom(
    ["--bogus"],
    ["-Z"],
    ["--"],
    ["-"],
    ["-hq"],
    ["-h"],
    ["-pn"],
    ["-ve*.o"],
    ["--p"],
    ["--e=x"],
    ["-nZ"],
  );
  const options = fc.array(fc.oneof({ weight: 14, arbitrary: any }, { weight: 1, arbitrary: odd }), { maxLength: 4 });
  const words = level.positionals.map(({ positional }, index) => {
    const word = fc.constantFrom(...(index === 0 ? PLACES : WORDS));
    if (positional.arity === "one") return fc.array(word, { minLength: 1, maxLength: 1 });
    return fc.array(word, { maxLength: positional.arity === "optional" ? 1 : 3 });
  });
  const extra = fc.oneof(
    { weight: 9, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...WORDS), { maxLength: 2 }) },
  );
  return fc
    .tuple(
      fc.array(optionsOf(common), { maxLength: 1 }),
      options,
      fc.tuple(...words, extra),
      options,
      fc.boolean(),
      options,
    )
    .map(([before, first, positionals, between, mix, last]) => {
      const all = positionals.flat();
      const cut = mix && all.length > 1 ? 1 : all.length;
      return [
        ...before.flat(),
        ...name.split(" "),
        ...first.flat(),
        ...all.slice(0, cut),
        ...(mix ? between.flat() : []),
        ...all.slice(cut),
        ...last.flat(),
      ];
    });
}

interface Ours {
  readonly code: number;
  readonly err: string;
  /** Missing where a text was asked for. */
  readonly values?: Readonly<Record<string, unknown>>;
  readonly text?: string;
}

async function understand(program: string, words: readonly string[], repository: string | undefined): Promise<Ours> {
  const line = { program, words, env: { ...env, BORG_REPO: repository } };
  const err = deprecationWarnings(words).join("");
  try {
    const asked = await interpret(line, 80);
    return asked.kind === "text" ? { code: 0, err, text: asked.text } : { code: 0, err, values: asked.values };
  } catch (error) {
    const refusal = refusalOf(error, line);
    return { code: refusal.exitCode, err: err + refusal.text };
  }
}

/** Commands that are still to come are missing in ours; their order is held elsewhere. */
const COMMAND_NAMES = /(argument <command>: invalid choice: .*) \(choose from .*\)/;

/** `diff` says this itself, behind the differences. */
const SORT_WARNING = /^Warning: "--sort" is deprecated.*\n/gm;

async function compare(
  line: readonly string[],
  repository: string | undefined,
  program: "borg" | "borgfs" = "borg",
): Promise<void> {
  const theirs = (await real?.parse(program, line, { BORG_REPO: repository ?? null })) as Understood;
  // what borg has no words for: a traceback
  if (theirs.crash !== undefined) {
    const ours = await understand(program, line, repository);
    assert.ok(ours.code === 2 || isOurBetter(line, theirs), `borg: ${theirs.crash}`);
    return;
  }
  const ours = await understand(program, line, repository);
  if (areLateWords(theirs.stderr, ours.err)) return;
  const words = (stderr: string): string => stderr.replace(COMMAND_NAMES, "$1").replace(SORT_WARNING, "");
  assert.deepEqual({ code: ours.code, err: words(ours.err) }, { code: theirs.code, err: words(theirs.stderr) });
  assert.equal(ours.text !== undefined, theirs.values === undefined && theirs.code === 0);
  if (ours.text !== undefined && theirs.help !== true) {
    assert.equal(ours.text.split(" ", 1)[0], theirs.stdout.split(" ", 1)[0]);
    if (!ours.text.startsWith("borg 1")) assert.equal(usageOf(ours.text), usageOf(theirs.stdout));
  }
  if (ours.values === undefined) return;
  const plain = plainValues(ours.values);
  const expected = Object.fromEntries(Object.keys(plain).map((name) => [name, theirValue(name, theirs.values ?? {})]));
  assert.deepEqual(plain, expected);
}

/**
 * Words behind further options, which argparse gives to nobody before Python 3.13: ours come to their argument. True if these
 * are all that the two differ in.
 */
function areLateWords(theirs: string, ours: string): boolean {
  const words = UNRECOGNIZED.exec(theirs)?.[1]?.split(" ") ?? [];
  const mark = words.indexOf("--");
  const odd = words.slice(0, mark < 0 ? words.length : mark).filter((word) => /^-\D/.test(word));
  return odd.length < words.length && (odd.length === 0 || UNRECOGNIZED.exec(ours)?.[1] === odd.join(" "));
}

const UNRECOGNIZED = /error: unrecognized arguments: (.*)\n$/;

/** `--option=--` is a value like any other; argparse before Python 3.13 falls over it. */
function isOurBetter(words: readonly string[], theirs: Understood): boolean {
  return words.some((word) => /^-.*--$/.test(word)) && theirs.crash?.startsWith("ValueError") === true;
}

function usageOf(text: string): string {
  return text.slice(0, text.indexOf("\n\n"));
}

const repository = fc.constantFrom(undefined, "/env/repo", "host:repo", "{bad}");

test("command lines are understood as by borg", { skip, timeout: 900_000 }, async (t) => {
  for (const [name, { syntax }] of commands) {
    await t.test(name, async () => {
      await fc.assert(
        fc.asyncProperty(lineOf(name, syntax), repository, (line, env) => compare(line, env)),
        parameters,
      );
    });
  }
  await t.test("borgfs", async () => {
    const lines = lineOf("", commands.get("mount")?.syntax ?? assert.fail("no mount")).map((words) =>
      words.filter((word) => word !== ""),
    );
    await fc.assert(
      fc.asyncProperty(lines, repository, (line, env) => compare(line, env, "borgfs")),
      parameters,
    );
  });
});

test("the commands that may go without a lock are borg's", { skip }, async () => {
  for (const [name, { syntax }] of commands) {
    const places = Object.values(syntax.positionals).map(({ metavar }) =>
      /^(?:ARCHIVE|REPO::ARCHIVE1)$/.test(metavar) ? "/r::a" : "/r",
    );
    const words =
      name === "init"
        ? ["-e", "none", "/r"]
        : name === "rename" || name === "diff"
          ? ["/r::a", "b"]
          : places.slice(0, 3);
    await compare(["--bypass-lock", ...name.split(" "), ...words], undefined);
  }
});

test("lines without a command are understood as by borg", { skip }, async () => {
  const lines = [
    "",
    "-V",
    "-h",
    "--info",
    "--bogus",
    "nothing",
    "-- list",
    "--lock-wait",
    "--lock-wait x list",
    "--log-json nothing",
    "help",
    "help bogus",
    "--v",
    "-Vx",
    "--debug --progress",
  ];
  for (const line of lines)
    await compare(
      line.split(" ").filter((word) => word !== ""),
      undefined,
    );
});
