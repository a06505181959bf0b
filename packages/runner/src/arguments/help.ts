import { wrapText } from "@coffer/cli/text";
import { optionNames, type Option } from "../config/index.ts";
import { PROGRAM_ACTIONS, REPOSITORY_ACTIONS } from "./action-tables.ts";
import type { AnyActionTable, AnyFlag } from "./flag.ts";
import { GLOBAL_FLAGS } from "./global-flags.ts";
import { adviceAtActions, optionFlagName } from "./option-flags.ts";

const WIDTH = 100;
const INDENT = 30;

/** The help of the whole program. */
export function programHelp(): string {
  return [
    "usage: coffermatic [flags] [action [flags]] ...\n",
    paragraph(
      "Backs up by a configuration file of borgmatic. Without an action: create, prune, compact and check. Several actions may be given; flags may stand anywhere.",
    ),
    section("actions on repositories", REPOSITORY_ACTIONS.map(actionRow)),
    section("other actions", PROGRAM_ACTIONS.map(actionRow)),
    section("flags", GLOBAL_FLAGS.map(flagRow)),
    paragraph(
      "Every option of the configuration has a flag as well. For an element of a list put its number in place of 0; write lists as YAML: --source-directories '[/home, /etc]'. --no-... sets an option to false, or switches off a hook that the configuration has.",
    ),
    ...optionNames().map(({ title, options }) =>
      section(
        title,
        options
          .filter(({ name }) => adviceAtActions(name) === undefined)
          .map(({ name, option }) => row(optionUsage(name, option), option.meaning ?? "One element of the list.")),
      ),
    ),
    "`coffermatic ACTION --help` tells more of an action.\n",
  ].join("\n");
}

/** The help of one action. */
export function actionHelp({ name, aliases, summary, flags }: AnyActionTable): string {
  const others = aliases === undefined ? "" : ` Other names: ${aliases.join(", ")}.`;
  const usage = `usage: coffermatic [flags] ${name} [flags]${name === "borg" ? " [--] command [words]" : ""}\n`;
  return [usage, paragraph(`${summary}.${others}`), section("flags", flags.map(flagRow))].join("\n");
}

/** One line that says how the program is called. */
export const SHORT_USAGE = "usage: coffermatic [flags] [action [flags]] ...  (--help shows them all)\n";

function actionRow({ name, aliases = [], summary }: AnyActionTable): string {
  return row([name, ...aliases].join(", "), summary);
}

function flagRow(flag: AnyFlag): string {
  const metavar = "metavar" in flag && flag.metavar !== undefined ? ` ${flag.metavar}` : "";
  const choices = flag.kind === "texts" && flag.choices !== undefined ? `: ${flag.choices.join(", ")}` : "";
  const required = "required" in flag && flag.required ? " (required)" : "";
  return row(flag.names.join(", ") + metavar, flag.help + choices + required);
}

function optionUsage(name: string, option: Option): string {
  const flag = optionFlagName(name);
  return option.type === "boolean" ? flag : `${flag} ${metavarOf(option)}`;
}

function metavarOf(option: Option): string {
  if ("choices" in option && option.choices !== undefined) return `{${option.choices.join(",")}}`;
  if (option.type === "integer" || option.type === "number") return "N";
  return option.type === "string" || option.type === "integer or string" ? "TEXT" : "YAML";
}

function section(title: string, rows: readonly string[]): string {
  return `${title}:\n${rows.join("")}`;
}

function paragraph(text: string): string {
  return `${wrapText(text, WIDTH).join("\n")}\n`;
}

function row(left: string, right: string): string {
  const lines = wrapText(right, WIDTH - INDENT);
  const fits = left.length + 4 <= INDENT;
  const first = fits ? `  ${left.padEnd(INDENT - 2)}${lines.shift() ?? ""}\n` : `  ${left}\n`;
  return first + lines.map((line) => `${" ".repeat(INDENT)}${line}\n`).join("");
}
