import type { ActionFlags } from "../../actions/index.ts";
import type { ActionTable } from "../flag.ts";
import {
  LIST,
  LIST_OR_FILES,
  MATCH_ARCHIVES,
  MATCH_ARCHIVES_NAMES,
  PROGRESS,
  QUICK_STATS,
  REPOSITORY,
  SELECTION,
  STATS,
  TIME_RANGE,
  type OnRepository,
} from "./shared-flags.ts";

type Table<Name extends keyof ActionFlags> = ActionTable<Name, ActionFlags[Name] & OnRepository>;

/** Actions that make, change and remove archives. */
export const CREATE: Table<"create"> = {
  name: "create",
  aliases: ["-C"],
  summary: "Make an archive",
  flags: [
    REPOSITORY,
    PROGRESS,
    STATS,
    QUICK_STATS,
    LIST_OR_FILES,
    { kind: "switch", names: ["--json"], field: "json", help: "Show the result as JSON" },
    { kind: "text", names: ["--comment"], field: "comment", metavar: "COMMENT", help: "Comment of the archive" },
  ],
};

export const PRUNE: Table<"prune"> = {
  name: "prune",
  aliases: ["-p"],
  summary: "Delete archives that need not be kept any longer",
  flags: [
    REPOSITORY,
    MATCH_ARCHIVES,
    STATS,
    QUICK_STATS,
    LIST,
    { kind: "switch", names: ["--simulate"], field: "simulate", help: "Show on a calendar what each rule would keep" },
    { kind: "switch", names: ["--json"], field: "json", help: "Show the result of --simulate as JSON" },
    ...TIME_RANGE,
    { kind: "unusable", names: ["--from"], metavar: "TIMESTAMP", help: "Borg 2 only" },
  ],
};

export const COMPACT: Table<"compact"> = {
  name: "compact",
  summary: "Free the space of what was deleted",
  flags: [
    REPOSITORY,
    PROGRESS,
    {
      kind: "switch",
      names: ["--cleanup-commits"],
      field: "cleanupCommits",
      help: "Remove what old versions of Borg left in each segment",
    },
    {
      kind: "option",
      names: ["--threshold"],
      option: "compact_threshold",
      metavar: "PERCENT",
      help: "Compact segments in which at least this much can be saved",
    },
  ],
};

export const CHECK: Table<"check"> = {
  name: "check",
  aliases: ["-k"],
  summary: "Check repositories and archives",
  flags: [
    REPOSITORY,
    PROGRESS,
    { kind: "switch", names: ["--repair"], field: "repair", help: "Try to repair what is found" },
    {
      kind: "number",
      names: ["--max-duration"],
      field: "maxDuration",
      metavar: "SECONDS",
      help: "Check the repository for so long, and next time from there",
    },
    MATCH_ARCHIVES,
    {
      kind: "texts",
      names: ["--only"],
      field: "only",
      metavar: "CHECK",
      choices: ["repository", "archives", "data", "extract", "spot"],
      help: "Run this check in place of the configured ones; may be repeated",
    },
    { kind: "switch", names: ["--force"], field: "force", help: "Run checks that are not due yet" },
  ],
};

export const RECREATE: Table<"recreate"> = {
  name: "recreate",
  summary: "Write archives anew, with the excludes and the compression of today",
  flags: [
    REPOSITORY,
    { kind: "text", names: ["--archive"], field: "archive", metavar: "ARCHIVE", help: "Only this archive; or latest" },
    LIST,
    { kind: "text", names: ["--target"], field: "target", metavar: "TARGET", help: "Name of the new archive" },
    { kind: "text", names: ["--comment"], field: "comment", metavar: "COMMENT", help: "New comment" },
    { kind: "text", names: ["--timestamp"], field: "timestamp", metavar: "TIMESTAMP", help: "New time of the archive" },
    MATCH_ARCHIVES,
  ],
};

export const DELETE: Table<"delete"> = {
  name: "delete",
  summary: "Delete archives",
  flags: [
    REPOSITORY,
    { kind: "text", names: ["--archive"], field: "archive", metavar: "ARCHIVE", help: "The archive; or latest" },
    LIST,
    STATS,
    { kind: "switch", names: ["--cache-only"], field: "cacheOnly", help: "Delete only the local cache" },
    { kind: "count", names: ["--force"], field: "force", help: "Delete damaged archives; twice if once is not enough" },
    {
      kind: "switch",
      names: ["--keep-security-info"],
      field: "keepSecurityInfo",
      help: "Keep what is known of the repository's security",
    },
    { kind: "switch", names: ["--save-space"], field: "saveSpace", help: "Work in small steps" },
    {
      kind: "number",
      names: ["--checkpoint-interval"],
      field: "checkpointInterval",
      metavar: "SECONDS",
      help: "Time between checkpoints",
    },
    {
      kind: "text",
      names: MATCH_ARCHIVES_NAMES,
      field: "matchArchives",
      metavar: "PATTERN",
      help: "Only archives whose names match",
    },
    ...SELECTION,
    ...TIME_RANGE,
  ],
};

export const TRANSFER: Table<"transfer"> = {
  name: "transfer",
  summary: "Copy archives between repositories (Borg 2 only)",
  flags: [
    REPOSITORY,
    { kind: "unusable", names: ["--source-repository"], metavar: "REPOSITORY", help: "Borg 2 only" },
    { kind: "unusable", names: ["--archive"], metavar: "ARCHIVE", help: "Borg 2 only" },
    { kind: "unusable", names: ["--from-borg1"], help: "Borg 2 only" },
    { kind: "unusable", names: ["--upgrader"], metavar: "UPGRADER", help: "Borg 2 only" },
    PROGRESS,
    MATCH_ARCHIVES,
    { kind: "unusable", names: ["--sort-by"], metavar: "KEYS", help: "Borg 2 only" },
    { kind: "unusable", names: ["--first"], metavar: "N", help: "Borg 2 only" },
    { kind: "unusable", names: ["--last"], metavar: "N", help: "Borg 2 only" },
    ...TIME_RANGE,
  ],
};
