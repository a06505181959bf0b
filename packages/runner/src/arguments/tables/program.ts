import type { ActionTable, TextFlag } from "../flag.ts";
import type {
  GenerateFlags,
  MetricsFlags,
  ProgramFlags,
  ReportFlags,
  ShowFlags,
  ValidateFlags,
} from "../program-flags.ts";

/** Where `config generate` writes unless told otherwise: where borgmatic looks, too. */
const DEFAULT_DESTINATION = "/etc/borgmatic/config.yaml";

/** What works on configuration files, or on no file at all. */
export const CONFIG_GENERATE: ActionTable<"config generate", GenerateFlags> = {
  name: "config generate",
  summary: "Write a sample configuration with all options",
  flags: [
    {
      kind: "text",
      names: ["-s", "--source"],
      field: "source",
      metavar: "FILE",
      help: "A configuration of your own, whose values are taken over",
    },
    {
      kind: "text",
      names: ["-d", "--destination"],
      field: "destination",
      metavar: "FILE",
      default: DEFAULT_DESTINATION,
      help: `Where to write it; ${DEFAULT_DESTINATION} if left out`,
    },
    { kind: "switch", names: ["--overwrite"], field: "overwrite", help: "Replace a file that is there" },
    {
      kind: "switch",
      names: ["--split"],
      field: "split",
      help: "Make the destination a folder with a file for each group of options",
    },
  ],
};

export const CONFIG_VALIDATE: ActionTable<"config validate", ValidateFlags> = {
  name: "config validate",
  summary: "Tell everything that is wrong with configuration files",
  flags: [{ kind: "switch", names: ["-s", "--show"], field: "show", help: "Show what they come to" }],
};

export const CONFIG_SHOW: ActionTable<"config show", ShowFlags> = {
  name: "config show",
  summary: "Show what configuration files come to, with includes and variables replaced",
  flags: [
    { kind: "text", names: ["--option"], field: "option", metavar: "OPTION", help: "Only this option" },
    { kind: "switch", names: ["--json"], field: "json", help: "Show it as JSON, one element for each file" },
  ],
};

export const BROWSE: ActionTable<"browse", ProgramFlags["browse"]> = {
  name: "browse",
  summary: "Look through repositories, archives and files on the terminal",
  flags: [],
};

const REPORT_PATH: TextFlag<ReportFlags> = {
  kind: "text",
  names: ["--path"],
  field: "path",
  metavar: "FILE",
  help: "File to write, in place of what was there; standard output if left out",
};

export const METRICS: ActionTable<"metrics", MetricsFlags> = {
  name: "metrics",
  summary: "Write what is remembered as metrics for Prometheus",
  flags: [
    REPORT_PATH,
    { kind: "switch", names: ["--openmetrics"], field: "openmetrics", help: "In the format OpenMetrics 1.0" },
    { kind: "switch", names: ["--json"], field: "json", help: "As JSON" },
  ],
};

export const REPORT: ActionTable<"report", ReportFlags> = {
  name: "report",
  summary: "Write one page with all that is remembered",
  flags: [REPORT_PATH, { kind: "switch", names: ["--json"], field: "json", help: "As JSON, not as a page" }],
};
