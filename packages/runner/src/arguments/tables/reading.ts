import type { ActionFlags } from "../../actions/index.ts";
import type { ActionTable, SwitchFlag, TextFlag } from "../flag.ts";
import { MATCH_ARCHIVES, REPOSITORY, SELECTION, TIME_RANGE, type OnRepository } from "./shared-flags.ts";

type Table<Name extends keyof ActionFlags> = ActionTable<Name, ActionFlags[Name] & OnRepository>;

const JSON_OUTPUT: SwitchFlag<{ readonly json?: boolean }> = {
  kind: "switch",
  names: ["--json"],
  field: "json",
  help: "Show it as JSON",
};

const PREFIX: TextFlag<{ readonly prefix?: string }> = {
  kind: "text",
  names: ["-P", "--prefix"],
  field: "prefix",
  metavar: "PREFIX",
  help: "Deprecated: only archives whose names begin so; use --match-archives",
};

const SHORT: SwitchFlag<{ readonly short?: boolean }> = {
  kind: "switch",
  names: ["--short"],
  field: "short",
  help: "Show names only",
};

/** Actions that show what there is. */
export const REPO_LIST: Table<"repo-list"> = {
  name: "repo-list",
  aliases: ["rlist"],
  summary: "List archives",
  flags: [
    REPOSITORY,
    SHORT,
    { kind: "text", names: ["--format"], field: "format", metavar: "FORMAT", help: "How to show an archive" },
    JSON_OUTPUT,
    PREFIX,
    MATCH_ARCHIVES,
    ...SELECTION,
    ...TIME_RANGE,
    { kind: "unusable", names: ["--deleted"], help: "Borg 2 only" },
  ],
};

export const REPO_INFO: Table<"repo-info"> = {
  name: "repo-info",
  aliases: ["rinfo"],
  summary: "Show what is known of repositories",
  flags: [REPOSITORY, JSON_OUTPUT],
};

export const LIST_ACTION: Table<"list"> = {
  name: "list",
  aliases: ["-l"],
  summary: "List the files of an archive, or archives",
  flags: [
    REPOSITORY,
    { kind: "text", names: ["--archive"], field: "archive", metavar: "ARCHIVE", help: "The archive; or latest" },
    {
      kind: "texts",
      names: ["--path"],
      field: "paths",
      metavar: "PATH",
      help: "List only this path or pattern; may be repeated",
    },
    {
      kind: "texts",
      names: ["--find"],
      field: "findPaths",
      metavar: "PATH",
      help: "Look for a part of a path in all archives, or in that one; may be repeated",
    },
    SHORT,
    { kind: "text", names: ["--format"], field: "format", metavar: "FORMAT", help: "How to show a file or archive" },
    JSON_OUTPUT,
    PREFIX,
    MATCH_ARCHIVES,
    ...SELECTION,
    { kind: "text", names: ["-e", "--exclude"], field: "exclude", metavar: "PATTERN", help: "Leave out what matches" },
    {
      kind: "text",
      names: ["--exclude-from"],
      field: "excludeFrom",
      metavar: "FILENAME",
      help: "Leave out what matches patterns of this file",
    },
    {
      kind: "text",
      names: ["--pattern"],
      field: "pattern",
      metavar: "PATTERN",
      help: "List or leave out what matches",
    },
    {
      kind: "text",
      names: ["--patterns-from"],
      field: "patternsFrom",
      metavar: "FILENAME",
      help: "List or leave out by the patterns of this file",
    },
  ],
};

export const INFO: Table<"info"> = {
  name: "info",
  aliases: ["-i"],
  summary: "Show what is known of archives",
  flags: [
    REPOSITORY,
    { kind: "text", names: ["--archive"], field: "archive", metavar: "ARCHIVE", help: "The archive; or latest" },
    JSON_OUTPUT,
    PREFIX,
    MATCH_ARCHIVES,
    ...SELECTION,
    ...TIME_RANGE,
  ],
};

export const GROWTH: Table<"growth"> = {
  name: "growth",
  summary: "Show how sources and repositories grow, and what is extraordinary",
  flags: [
    REPOSITORY,
    {
      kind: "switch",
      names: ["--release"],
      field: "release",
      help: "Let prune go on after an alarm that was looked at",
    },
    {
      kind: "switch",
      names: ["--usual"],
      field: "usual",
      help: "As --release, and such runs are no reason for an alarm any more",
    },
    { kind: "number", names: ["--last"], field: "last", metavar: "N", help: "Only the last N runs; 30 if left out" },
    JSON_OUTPUT,
  ],
};

export const DIFF: Table<"diff"> = {
  name: "diff",
  summary: "Show how two archives differ",
  flags: [
    REPOSITORY,
    {
      kind: "text",
      names: ["--archive"],
      field: "archive",
      metavar: "ARCHIVE",
      required: true,
      help: "One archive; or latest",
    },
    {
      kind: "text",
      names: ["--second-archive"],
      field: "secondArchive",
      metavar: "ARCHIVE",
      required: true,
      help: "The other",
    },
    {
      kind: "switch",
      names: ["--same-chunker-params"],
      field: "sameChunkerParams",
      help: "Trust that both were made with the same chunker parameters",
    },
    { kind: "texts", names: ["--sort-by"], field: "sortBy", metavar: "KEY", help: "Sort by this; may be repeated" },
    { kind: "switch", names: ["--content-only"], field: "contentOnly", help: "Show changes of contents only" },
    {
      kind: "switch",
      names: ["--only-patterns"],
      field: "onlyPatterns",
      help: "Compare only what the configured patterns choose",
    },
  ],
};
