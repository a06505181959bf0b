/**
 * Keeps the tables of options in docs/compatibility.md equal to the tables in the code. Run with COFFER_UPDATE_DOCS=1 to write
 * them anew.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { type BoundSwitch, bindSwitches } from "../arguments/index.ts";
import { COMMANDS } from "../commands/index.ts";
import { commonOptions } from "../options/index.ts";

const DOCUMENT = new URL("../../../../docs/compatibility.md", import.meta.url);
const BEGIN = "<!-- options: written by packages/cli/src/program/compatibility.test.ts -->";
const END = "<!-- end of options -->";

const ROOM = "besides, 4 MiB may always wait";
const NEVER_NEEDED = "no effect: the space that it saves is never taken";

/** Options that are not the same as Borg's; by command (`*`: all) and first flag. */
const REMARKS: Readonly<Record<string, string>> = {
  "* --debug-profile":
    "same format; what V8 samples of the main thread: calls are counts of samples, worker threads are not seen",
  "* --remote-buffer": ROOM,
  "* --upload-buffer": ROOM,
  "* --show-version": "says the version of Borg that this program stands for",
  "check --save-space": NEVER_NEEDED,
  "key export --qr-html": "a page of our own: the same QR code, the lines of `--paper`, no scripts",
  "delete --save-space": NEVER_NEEDED,
  "prune --save-space": NEVER_NEEDED,
  "recreate --checkpoint-interval": "between files only: no part files",
  "diff --numeric-owner": "no effect, as in Borg",
  "diff --numeric-ids": "no effect, as in Borg",
  "create --paths-delimiter":
    "CR and CR LF count as line ends only where the delimiter is a line end: other delimiters leave them in the paths",
  "create --exclude-dataless": "no effect outside of macOS, as in Borg",
  "create --checkpoint-interval":
    "checkpoints come between files, too; only in large files they leave part files, and Ctrl-C ends the run right after one",
};

test("docs/compatibility.md lists the options that there are", async () => {
  const table = await optionTables();
  const text = readFileSync(DOCUMENT, "utf8");
  const start = text.indexOf(BEGIN) + BEGIN.length;
  const end = text.indexOf(END);
  assert.ok(start >= BEGIN.length && end > start, "the marks are missing");
  if (process.env["COFFER_UPDATE_DOCS"] === "1") {
    writeFileSync(DOCUMENT, `${text.slice(0, start)}\n\n${table}\n${text.slice(end)}`);
    return;
  }
  assert.equal(text.slice(start, end).trim(), table.trim(), "COFFER_UPDATE_DOCS=1 npm run test:docs");
});

async function optionTables(): Promise<string> {
  const used = new Set<string>();
  const sections = [section("Common options", "*", bindSwitches({ ...commonOptions }), used)];
  for (const [name, entry] of COMMANDS) {
    const { command } = await entry.load();
    const places = Object.values(command.syntax.positionals).map(({ metavar, arity }) =>
      arity === "one" ? metavar : arity === "optional" ? `[${metavar}]` : `[${metavar} ...]`,
    );
    const heading = [`borg ${name}`, ...places].join(" ");
    sections.push(section(`\`${heading}\``, name, bindSwitches(command.syntax.parameters), used));
  }
  const unused = Object.keys(REMARKS).filter((key) => !used.has(key));
  assert.deepEqual(unused, [], "remarks about options that do not exist");
  return sections.join("\n");
}

function section(heading: string, command: string, switches: readonly BoundSwitch[], used: Set<string>): string {
  const rows = switches.map(({ one }) => {
    const long = one.flags.find((name) => name.startsWith("--")) ?? "";
    const key = `${command} ${long}`;
    const remark = REMARKS[key];
    used.add(key);
    const typed = one.flags.join(", ") + (one.metavar === undefined ? "" : ` ${one.metavar}`);
    const state = remark === undefined ? "same" : remark.startsWith("absent") ? "absent" : "different";
    return `| \`${typed}\` | ${state} | ${remark?.replace(/^absent: /, "") ?? ""} |`;
  });
  if (rows.length === 0) return `### ${heading}\n\nNo options of its own.\n`;
  return `### ${heading}\n\n| option | is | remark |\n|---|---|---|\n${rows.join("\n")}\n`;
}
