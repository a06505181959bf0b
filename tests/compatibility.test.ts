/** docs/compatibility.md says something of each thing on the checklist of what Borg can do, if that lies beside the checkout. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { COMMANDS } from "@coffer/cli/commands";
import * as conditions from "@coffer/format/errors";
import {
  FILE_TROUBLE_EXIT_CODES,
  fileChangedWarning,
  genericWarning,
  includePatternNeverMatchedWarning,
} from "@coffer/format/errors";
import { readChecklist } from "./interop/differential/checklist.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CHECKLIST = join(ROOT, "../shared/checklists/borg-cli.md");
const skip = existsSync(CHECKLIST) ? false : "the checklist is not beside this checkout";

const DOCUMENT = join(ROOT, "docs/compatibility.md");
const document = readFileSync(DOCUMENT, "utf8");
const checklist = skip === false ? readFileSync(CHECKLIST, "utf8") : "";

test("docs/compatibility.md speaks of every command and option of the checklist", { skip }, () => {
  const missing = readChecklist(checklist).flatMap(({ command, options }) => {
    if (command === undefined) return [];
    const section = new RegExp(`^### \`borg ${command}(?: [^\`]*)?\`\n([^]*?)(?=^##)`, "m").exec(document)?.[1];
    if (section === undefined) return isAbsent(command) ? [] : [command];
    return options.flatMap(([flag = "", ...rest]) =>
      [flag, ...rest].some((one) => section.includes(one)) ? [] : [`${command} ${flag}`],
    );
  });
  assert.deepEqual(missing, []);
});

test("docs/compatibility.md lists every exit code", () => {
  const errors = Object.values(conditions)
    .filter(isBorgError)
    .map((type) => [type.exitCode, type.msgid] as const);
  const warnings: (readonly [number, string])[] = [
    [1, genericWarning("").msgid],
    [fileChangedWarning("").exitCode, fileChangedWarning("").msgid],
    [includePatternNeverMatchedWarning("").exitCode, includePatternNeverMatchedWarning("").msgid],
    ...Object.entries(FILE_TROUBLE_EXIT_CODES).map(([name, code]) => [code, name] as const),
  ];
  const table = [
    "| code with BORG_EXIT_CODES=modern | error | is |",
    "|---|---|---|",
    ...codeRows(errors),
    "",
    "| code with BORG_EXIT_CODES=modern | warning | is |",
    "|---|---|---|",
    ...codeRows(warnings),
  ].join("\n");
  holdSection("codes", table);
});

test("docs/compatibility.md lists every command", () => {
  const names = [...COMMANDS.keys()];
  const absent = Object.entries(ABSENT).filter(([name]) => !names.includes(name));
  const table = [
    "| command | is | remark |",
    "|---|---|---|",
    ...names.toSorted((a, b) => a.localeCompare(b)).map((name) => `| \`${name}\` | ${OURS[name] ?? "same | |"}`),
    ...absent.map(([name, reason]) => `| \`${name}\` | absent | ${reason} |`),
    "| program `borgfs` | same | `mount` under another name |",
  ].join("\n");
  holdSection("commands", table);
});

const COPIES = "exact copies of repositories: [manual/object-storage.md](manual/object-storage.md#copies) |";

/** What Borg has not. */
const OURS: Readonly<Record<string, string>> = {
  "repo-export": `ours | ${COPIES}`,
  "repo-import": `ours | ${COPIES}`,
  "repo-sync": `ours | ${COPIES}`,
  "storage-probe":
    "ours | whether repositories are safe in an object store: [manual/object-storage.md](manual/object-storage.md) |",
};

/** What Borg has and we have not (yet); those that come drop out by themselves. */
const ABSENT: Readonly<Record<string, string>> = { serve: "comes with remote repositories" };

/** Holds a part of the document between two marks to a text, or writes it. */
function holdSection(name: string, text: string): void {
  const document = readFileSync(DOCUMENT, "utf8");
  const shape = new RegExp(`^([^]*<!-- ${name}: .*-->)([^]*)(<!-- end of ${name} -->[^]*)$`);
  const [, before = "", between = "", after = ""] = shape.exec(document) ?? [];
  assert.notEqual(after, "", `the marks of ${name} are missing`);
  if (process.env["COFFER_UPDATE_DOCS"] === "1") writeFileSync(DOCUMENT, `${before}\n\n${text}\n\n${after}`);
  else assert.equal(between.trim(), text, `COFFER_UPDATE_DOCS=1 npm run test:docs`);
}

function isBorgError(value: unknown): value is typeof conditions.BorgError {
  return (
    typeof value === "function" && (value === conditions.BorgError || value.prototype instanceof conditions.BorgError)
  );
}

/** One row a code, with all that have it. */
function codeRows(codes: readonly (readonly [number, string])[]): string[] {
  const byCode = new Map<number, string[]>();
  for (const [code, name] of codes) byCode.set(code, [...(byCode.get(code) ?? []), `\`${name}\``]);
  return [...byCode]
    .toSorted(([a], [b]) => a - b)
    .map(
      ([code, names]) => `| ${code} | ${[...new Set(names)].toSorted((a, b) => a.localeCompare(b)).join(" ")} | same |`,
    );
}

/** A command that the document says is missing. */
function isAbsent(command: string): boolean {
  return document.includes(`\n| \`${command}\` | absent |`);
}

test("docs/compatibility.md speaks of every name on the checklist", { skip }, () => {
  // Borg 2 is another program; commands and their options are looked for above
  const from = checklist.indexOf("## 3.");
  const to = checklist.indexOf("## 16.");
  const items = checklist
    .slice(from, to)
    .split("\n")
    .filter((line) => /^(?:- \[.\]|\|)/.test(line));
  const names = items.flatMap((item) => item.match(NAME) ?? []);
  const missing = new Set(names.filter((name) => !document.includes(name.replaceAll("|", "\\|"))));
  assert.deepEqual(
    [...missing].filter((name) => !NO_NAMES.has(name)),
    [],
  );
});

/** Variables, classes, keys with points or underscores, options, and what is marked as code. */
const NAME = /`[^`]+`|\b_?[A-Z][A-Z]+_[A-Z_]+\b|\b[A-Z][a-z]+[A-Z]\w+\b|\b[a-z]+[._][a-z_.]+[a-z]\b|--[a-z][\w-]+/g;

/** Words of the checklist itself. */
const NO_NAMES = new Set<string>([]);
