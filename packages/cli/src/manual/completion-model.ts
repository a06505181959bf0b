import type { BoundSwitch, Level } from "../arguments/index.ts";
import { HELP_TOPICS } from "../commands/index.ts";
import { allCommands, programLevel } from "../program/index.ts";

/**
 * What may stand somewhere on a command line: some words, or what the shell has to look up. `archive` is a repository or an
 * archive of it, `archiveName` the name alone, of the repository that stands before.
 */
export type Completion =
  | readonly string[]
  | "nothing"
  | "file"
  | "folder"
  | "repository"
  | "archive"
  | "archiveName"
  | "command";

export interface CompletedOption {
  readonly flags: readonly string[];
  readonly help: string;
  /** Missing where the option takes no value. */
  readonly value?: Completion;
}

/** One stage of the command line as completions need it. */
export interface CompletedCommand {
  /** "" is the program, `key` a family, `key export` a command. */
  readonly name: string;
  readonly summary: string;
  /** Next words, where this is no command. */
  readonly members: readonly { readonly name: string; readonly summary: string }[];
  /** Own options; the common ones come in addition. */
  readonly options: readonly CompletedOption[];
  readonly positionals: readonly { readonly completion: Completion; readonly repeats: boolean }[];
}

export interface CompletionModel {
  readonly common: readonly CompletedOption[];
  readonly commands: readonly CompletedCommand[];
}

const COMMON = "Common options";

const FILES_CACHE_MODES = [
  "ctime,size,inode",
  "mtime,size,inode",
  "ctime,size",
  "mtime,size",
  "rechunk,ctime",
  "rechunk,mtime",
  "size",
  "disabled",
];

/** Values by their name in the help. */
const VALUES: Readonly<Record<string, Completion>> = {
  COMPRESSION: [
    "none",
    "lz4",
    "zstd",
    "zstd,10",
    "zlib",
    "lzma",
    "auto,zstd",
    "auto,lzma",
    "obfuscate,110,zstd",
    "obfuscate,250,zstd",
  ],
  EXCLUDEFILE: "file",
  FIELDS: [
    "path",
    "size",
    "size_added",
    "size_removed",
    "size_diff",
    "user",
    "group",
    "uid",
    "gid",
    "ctime",
    "mtime",
    "ctime_diff",
    "mtime_diff",
  ],
  FILE: "file",
  INPUT: "file",
  KEYS: ["timestamp", "archive", "name", "id"],
  MODE: FILES_CACHE_MODES,
  MOUNTPOINT: "folder",
  OUTPUT: "file",
  PARAMS: ["default", "buzhash,19,23,21,4095", "buzhash,10,23,16,4095", "fixed,4194304"],
  PATH: "file",
  PATTERNFILE: "file",
  RSH: "command",
  TARFILE: "file",
  TAR_FILTER: ["auto", "none", "gzip", "bzip2", "xz", "zstd", "lz4"],
  TIMESTAMP: "file",
  // positional arguments
  ARCHIVE: "archive",
  ARCHIVE2: "archiveName",
  ARGS: "file",
  COMMAND: "command",
  REPOSITORY: "repository",
  REPOSITORY_OR_ARCHIVE: "archive",
  "REPO::ARCHIVE1": "archive",
};

/** Names that `config` knows. */
const CONFIG_NAMES = [
  "additional_free_space",
  "append_only",
  "id",
  "last_segment_checked",
  "max_segment_size",
  "segments_per_dir",
  "storage_quota",
  "version",
];

/** The whole command line, from the tables. */
export async function completionModel(): Promise<CompletionModel> {
  const top = programLevel("", await allCommands());
  const commands = [...levels(top)].map((level) => completedCommand(level, [...top.stages.keys()]));
  return { common: top.switches.filter(({ one }) => one.group === COMMON).map(completedOption), commands };
}

function* levels(level: Level): Generator<Level> {
  yield level;
  for (const stage of level.stages.values()) yield* levels(stage.level());
}

function completedCommand(level: Level, names: readonly string[]): CompletedCommand {
  const name = level.program.trim();
  return {
    name,
    summary: level.description,
    members: [...level.stages].map(([member, stage]) => ({
      name: member,
      summary: plain(stage.summary || stage.level().description),
    })),
    options: level.switches.filter(({ one }) => one.group !== COMMON).map(completedOption),
    positionals: level.positionals.map(({ dest, positional: { metavar, arity } }) => ({
      completion: positionalCompletion(name, dest, metavar, names),
      repeats: arity !== "one" && arity !== "optional",
    })),
  };
}

function positionalCompletion(command: string, dest: string, metavar: string, commands: readonly string[]): Completion {
  if (metavar === "TOPIC") return [...commands, ...HELP_TOPICS.keys()];
  if (metavar === "NAME") return CONFIG_NAMES;
  // further archives of the one repository
  if (metavar === "ARCHIVE" && dest !== "location") return "archiveName";
  // paths inside of an archive
  if (metavar === "PATH" && dest === "paths" && command !== "create") return "nothing";
  return VALUES[metavar] ?? "nothing";
}

function completedOption({ one }: BoundSwitch): CompletedOption {
  const help = plain(one.help);
  if (one.metavar === undefined) return { flags: one.flags, help };
  return { flags: one.flags, help, value: one.choices ?? VALUES[one.metavar] ?? "nothing" };
}

/** Without the marks of bold text, up to the first full stop or semicolon. */
function plain(help: string): string {
  return (
    help
      .replace(/``|\*\*/g, "")
      .split(/[.;](?: |$)/, 1)[0]
      ?.split(" (", 1)[0] ?? ""
  );
}
