import type { ActionTable } from "../flag.ts";
import type { InstallFlags, ProgramFlags, ScheduleFlags, SetupFlags, StatusFlags } from "../program-flags.ts";

const USER = {
  kind: "switch",
  names: ["--user"],
  field: "user",
  help: "The schedule of this user, not of the machine; always so but for root",
} as const;

/** What gets backups going, and keeps them so. */
export const SETUP: ActionTable<"setup", SetupFlags> = {
  name: "setup",
  summary: "Ask what to back up and where to, and set all of it up",
  flags: [
    {
      kind: "text",
      names: ["--answers"],
      field: "answers",
      metavar: "FILE",
      help: "Take the answers from a YAML file instead of asking",
    },
  ],
};

export const SCHEDULE_INSTALL: ActionTable<"schedule install", InstallFlags> = {
  name: "schedule install",
  summary: "Back up regularly, by a timer of systemd or a line of cron",
  flags: [
    USER,
    { kind: "switch", names: ["--systemd"], field: "systemd", help: "Use systemd, even if it does not run here" },
    { kind: "switch", names: ["--cron"], field: "cron", help: "Use cron, even if systemd runs here" },
    {
      kind: "text",
      names: ["--when"],
      field: "when",
      metavar: "TIME",
      help: "OnCalendar of systemd, or five fields of cron; once a day if left out",
    },
    {
      kind: "text",
      names: ["--delay"],
      field: "delay",
      metavar: "SPAN",
      help: "Begin up to so much later, by chance; 10min if left out (systemd only)",
    },
    { kind: "switch", names: ["--no-hardening"], field: "noHardening", help: "Let the service do what root may do" },
  ],
};

export const SCHEDULE_STATUS: ActionTable<"schedule status", StatusFlags> = {
  name: "schedule status",
  summary: "Show what is scheduled, and how its last run has ended",
  flags: [USER, { kind: "switch", names: ["--json"], field: "json", help: "Show it as JSON" }],
};

export const SCHEDULE_REMOVE: ActionTable<"schedule remove", ScheduleFlags> = {
  name: "schedule remove",
  summary: "Take away what `schedule install` has installed",
  flags: [USER],
};

export const SCHEDULE_REPORT_FAILURE: ActionTable<"schedule report-failure", ProgramFlags["schedule report-failure"]> =
  {
    name: "schedule report-failure",
    summary: "Tell monitors of a run that was killed; systemd calls it",
    flags: [],
  };
