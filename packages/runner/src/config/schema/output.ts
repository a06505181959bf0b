import { ACTION_NAMES, type ActionListOption } from "./action-names.ts";

/** What a run shows, and where. */
export const OUTPUT = {
  color: { type: "boolean", default: "true", meaning: "Colours on the console.", example: false },
  verbosity: {
    type: "integer",
    choices: [-2, -1, 0, 1, 2],
    default: "0",
    meaning:
      "What the console shows: -2 nothing, -1 errors, 0 also warnings and answers, 1 what is done, 2 everything.",
    example: 2,
  },
  syslog_verbosity: {
    type: "integer",
    choices: [-2, -1, 0, 1, 2],
    default: "-2",
    meaning: "What the system's log gets, on the same scale.",
    example: 2,
  },
  log_file_verbosity: {
    type: "integer",
    choices: [-2, -1, 0, 1, 2],
    default: "1",
    meaning: "What the log file gets, on the same scale.",
    example: 2,
  },
  log_file: { type: "string", meaning: "File to log to.", example: "/var/log/borgmatic/logfile.txt" },
  log_file_format: {
    type: "string",
    default: "[{asctime}] {levelname}: {prefix}{message}",
    meaning: "How a line of the log file looks.",
    example: "[{asctime}] {levelname}: {prefix}{message}",
  },
  monitoring_verbosity: {
    type: "integer",
    choices: [-2, -1, 0, 1, 2],
    default: "1",
    meaning: "What monitors get, on the same scale; -2 switches monitors off.",
    example: 2,
  },
  log_json: {
    type: "boolean",
    default: "false",
    meaning: "Log to the console in JSON, one object a line.",
    example: true,
  },
  progress: { type: "boolean", default: "false", meaning: "Show how far the work has come.", example: true },
  statistics: {
    type: "boolean",
    default: "false",
    meaning: "Show statistics after create, prune and delete.",
    example: true,
  },
  quick_statistics: {
    type: "boolean",
    default: "false",
    meaning: "Show those statistics that cost nothing; Borg 1.4.5 and later.",
    example: true,
  },
  list_details: {
    type: "boolean",
    default: "false",
    meaning: "List files or archives as create, prune, delete, recreate and export-tar treat them.",
    example: true,
  },
  default_actions: {
    type: "boolean",
    default: "true",
    meaning: "Without an action: create, prune, compact and check. If false, show the help.",
    example: true,
  },
} as const;

/** Actions that never run. */
export const SKIPPED_ACTIONS: { readonly skip_actions: ActionListOption } = {
  skip_actions: {
    type: "list",
    items: { type: "string", choices: ACTION_NAMES },
    meaning: "Actions that never run, whoever asks (check --force does).",
    example: ["compact"],
  },
};
