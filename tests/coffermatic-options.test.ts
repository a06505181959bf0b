/** docs/manual/coffermatic-options.md is made from the tables of options. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { findOption, optionNames, parseOptionPath, type NamedGroup, type Option } from "@coffer/runner/config";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DOCUMENT = join(ROOT, "docs/manual/coffermatic-options.md");
const CHECKLIST = join(ROOT, "../shared/checklists/borgmatic.md");
const skip = existsSync(CHECKLIST) ? false : "the checklist is not beside this checkout";

const HEAD = `# coffermatic: all options

Made from the tables of the program. \`repositories[].path\` is a member of each element of the list \`repositories\`. The flag of an option has
two dashes in front, \`-\` for \`_\` and a number between the brackets: \`--repositories[0].path\`; \`--no-x\` sets \`x\` to false, or switches the hook \`x\` off. How files are written:
[coffermatic.md](coffermatic.md).
`;

test("docs/manual/coffermatic-options.md has every option with its type, default and meaning", () => {
  const text = [HEAD, ...optionNames().map(section)].join("\n");
  if (process.env["COFFER_UPDATE_DOCS"] === "1") writeFileSync(DOCUMENT, text);
  else assert.equal(readFileSync(DOCUMENT, "utf8"), text, "COFFER_UPDATE_DOCS=1 npm run test:docs");
});

test("every option of borgmatic is an option of coffermatic, of the same kind", { skip }, () => {
  const text = readFileSync(CHECKLIST, "utf8");
  const rows = [...text.slice(text.indexOf("## 4.")).matchAll(/^\| `([a-z0-9_.[\]]+)` \| (\w+)/gm)];
  assert.ok(rows.length > 400, "the checklist is read");
  const wrong = rows.flatMap(([, name = "", kind = ""]) => {
    const option = findOption(parseOptionPath(name.replaceAll("[]", "[0]")) ?? []);
    return option !== undefined && (KINDS[kind] ?? []).includes(option.type) ? [] : [name];
  });
  assert.deepEqual(wrong, []);
});

/** Types of ours for those of the checklist. */
const KINDS: Readonly<Record<string, readonly Option["type"][]>> = {
  string: ["string", "integer or string"],
  integer: ["integer", "integer or string"],
  number: ["number"],
  boolean: ["boolean"],
  list: ["list"],
  object: ["object", "map"],
};

function section({ title, options }: NamedGroup): string {
  const rows = options
    .filter(({ option }) => option.meaning !== undefined)
    .map(({ name, option }) => `| \`${name.replaceAll("[0]", "[]")}\` | ${typeOf(option)} | ${meaningOf(option)} |`);
  return [`## ${title}\n`, "| option | type | meaning |", "|---|---|---|", ...rows, ""].join("\n");
}

function typeOf(option: Option): string {
  if ("choices" in option && option.choices !== undefined) return option.choices.map((one) => `\`${one}\``).join(" ");
  if (option.type === "map") return "names with values";
  if (option.type === "boolean") return "true or false";
  return option.type === "list" ? `list of ${option.items.type}s` : option.type;
}

function meaningOf({ meaning = "", required, default: otherwise, deprecated }: Option): string {
  const parts = [meaning];
  if (required === true) parts.push("**Required.**");
  if (otherwise !== undefined) parts.push(`Default: ${otherwise}.`);
  if (deprecated !== undefined) parts.push(`*Deprecated.* ${deprecated}`);
  return parts.join(" ").replaceAll("|", "\\|");
}
