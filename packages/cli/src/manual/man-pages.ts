import { type BoundSwitch, type Level, positionalForms, valueForm } from "../arguments/index.ts";
import { HELP_TOPICS } from "../commands/index.ts";
import { allCommands, programLevel } from "../program/index.ts";
import { COFFER_VERSION } from "../version/index.ts";
import { ENVIRONMENT } from "./environment-table.ts";
import { bold, italic, roffArgument, roffLine, roffMarkup, roffParagraphs, roffText } from "./roff.ts";

const PROGRAM = "coffer";
const COMMON = "Common options";
/** Day of the manual; moves with a release. */
const DATE = "2026-11-22";

const TOPIC_TITLES: Readonly<Record<string, string>> = {
  compression: "kinds of compression",
  patterns: "which paths are taken and left out",
  placeholders: "words that are replaced in names and locations",
};

const EXIT_STATUS: readonly (readonly [string, string])[] = [
  ["0", "success"],
  ["1", "warning: the run came to its end, but something is worth a look"],
  ["2", "error: the run did not come to its end"],
  ["128+N", "ended by signal N"],
  ["3..99", "with BORG_EXIT_CODES=modern: one code for each error"],
  ["100..107", "with BORG_EXIT_CODES=modern: one code for each warning"],
];

const FILES: readonly (readonly [string, string])[] = [
  ["~/.config/borg/keys", "keys of keyfile repositories: keep copies"],
  ["~/.config/borg/security", "what this machine has seen of each repository"],
  ["~/.cache/borg", "caches; they may be deleted, the next backup rebuilds them"],
];

/** All pages by file name: the program, each command and family, each topic. */
export async function manPages(): Promise<ReadonlyMap<string, string>> {
  const commands = await allCommands();
  const top = programLevel(PROGRAM, commands);
  const levels = [...top.stages.values()].map((stage) => stage.level());
  const members = levels.flatMap((level) => [...level.stages.values()].map((stage) => stage.level()));
  const pages = new Map([[`${PROGRAM}.1`, programPage(top)]]);
  for (const level of [...levels, ...members, programLevel("borgfs", commands)])
    pages.set(`${pageName(level)}.1`, levelPage(level));
  for (const [topic, text] of HELP_TOPICS) pages.set(`${PROGRAM}-${topic}.1`, topicPage(topic, text));
  return pages;
}

function pageName(level: Level): string {
  return level.program.replaceAll(" ", "-");
}

function head(name: string, summary: string): string[] {
  return [
    `.\\" Made from the tables of options by "npm run build:docs": do not edit.`,
    `.TH ${roffArgument(name.toUpperCase())} 1 ${roffArgument(DATE)} ${roffArgument(`coffer ${COFFER_VERSION}`)} "Coffer manual"`,
    ".SH NAME",
    `${roffText(name).replaceAll("-", "\\-").replaceAll("\\\\-", "\\-")} \\- ${roffText(summary)}`,
  ];
}

function page(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`;
}

function programPage(top: Level): string {
  const commands = [...top.stages].map(([name, stage]) => {
    return tagged(reference(`${PROGRAM}-${name}`), stage.summary === "" ? stage.level().description : stage.summary);
  });
  const topics = Object.entries(TOPIC_TITLES).map(([name, title]) => tagged(reference(`${PROGRAM}-${name}`), title));
  return page([
    ...head(PROGRAM, "deduplicating backups in Borg repositories"),
    ".SH SYNOPSIS",
    `${bold(PROGRAM)} [${italic("common options")}] ${italic("command")} [${italic("options")}] [${italic("arguments")}]`,
    ".SH DESCRIPTION",
    "Coffer backs up files into Borg 1.x repositories, and does with these all that Borg 1.4 does, with the same commands,",
    "options, output and exit codes. It may be called",
    `${bold("borg")} as well.`,
    ".SH COMMANDS",
    ...commands.flat(),
    ".SH TOPICS",
    ...topics.flat(),
    ".SH COMMON OPTIONS",
    "They may stand before and behind the command.",
    ...top.switches.flatMap(switchLines),
    ".SH EXIT STATUS",
    ...EXIT_STATUS.flatMap(([code, text]) => tagged(bold(code), text)),
    ".SH ENVIRONMENT",
    ...ENVIRONMENT.flatMap(({ names, text }) => tagged(names.map(bold).join(", "), text)),
    ".SH FILES",
    ...FILES.flatMap(([path, text]) => tagged(italic(path), text)),
  ]);
}

function levelPage(level: Level): string {
  const own = level.switches.filter(({ one }) => one.group !== COMMON);
  const groups = new Map<string, BoundSwitch[]>();
  for (const bound of own) {
    const group = bound.one.group ?? "options";
    groups.set(group, [...(groups.get(group) ?? []), bound]);
  }
  const options = [...groups].flatMap(([name, switches]) => [
    ...(groups.size > 1 ? [`.SS ${roffArgument(name === "options" ? "Options of this command" : name)}`] : []),
    ...(level.groupNotes[name] === undefined ? [] : [roffLine(level.groupNotes[name])]),
    ...switches.flatMap(switchLines),
  ]);
  const members = [...level.stages].map(([name, stage]) =>
    tagged(reference(`${pageName(level)}-${name}`), stage.summary),
  );
  const words = level.positionals.map(({ positional }) => tagged(italic(positional.metavar), positional.help));
  return page([
    ...head(pageName(level), lowerFirst(level.description)),
    ".SH SYNOPSIS",
    synopsis(level, own),
    ...(level.epilog === "" ? [] : [".SH DESCRIPTION", ...roffParagraphs(level.epilog).slice(1)]),
    ...(members.length === 0 ? [] : [".SH COMMANDS", ...members.flat()]),
    ...(words.length === 0 ? [] : [".SH ARGUMENTS", ...words.flat()]),
    ...(options.length === 0 ? [] : [".SH OPTIONS", ...options]),
    ".SH SEE ALSO",
    `${reference(PROGRAM)} for the common options, exit codes and variables,`,
    Object.keys(TOPIC_TITLES)
      .map((topic) => reference(`${PROGRAM}-${topic}`))
      .join(", "),
  ]);
}

function synopsis(level: Level, own: readonly BoundSwitch[]): string {
  const needed = own.filter(({ one }) => one.required === true);
  const words = level.positionals.flatMap(({ positional }) => positionalForms(positional));
  return [
    bold(level.program),
    `[${italic("common options")}]`,
    ...(own.length > needed.length ? [`[${italic("options")}]`] : []),
    ...needed.map(({ one }) => `${bold(one.flags[0] ?? "")} ${italic(one.metavar ?? "")}`),
    ...(level.stages.size > 0 ? [italic("command"), "..."] : words.map(italic)),
  ].join(" ");
}

function topicPage(topic: string, text: string): string {
  return page([
    ...head(`${PROGRAM}-${topic}`, TOPIC_TITLES[topic] ?? topic),
    ".SH DESCRIPTION",
    ...roffParagraphs(text).slice(1),
    ".SH SEE ALSO",
    reference(PROGRAM),
  ]);
}

function switchLines({ one }: BoundSwitch): string[] {
  const value = one.metavar === undefined ? "" : ` ${italic(valueForm(one.metavar, one.bareValue))}`;
  const choices = one.choices === undefined ? "" : `: ${one.choices.join(", ")}`;
  return [".TP", one.flags.map((name) => bold(name) + value).join(", "), roffMarkup(one.help + choices) || "\\&"];
}

function tagged(tag: string, text: string): string[] {
  return [".TP", tag, roffMarkup(text) || "\\&"];
}

function reference(name: string): string {
  return `\\fB${name.replaceAll("-", "\\-")}\\fR(1)`;
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
