import type { AnyFlag, Flag } from "./flag.ts";

/** Flags that stand for the whole command line. */
export interface GlobalFlags {
  readonly configPaths?: readonly string[];
  readonly dryRun?: boolean;
  readonly overrides?: readonly string[];
  readonly noEnvironmentInterpolation?: boolean;
  readonly bashCompletion?: boolean;
  readonly fishCompletion?: boolean;
  readonly version?: boolean;
  readonly help?: boolean;
}

const FLAGS: readonly Flag<GlobalFlags>[] = [
  { kind: "switch", names: ["-h", "--help"], field: "help", help: "Show this help, or that of an action" },
  {
    kind: "texts",
    names: ["-c", "--config"],
    field: "configPaths",
    metavar: "PATH",
    help: "Configuration file, or a folder of them; may be repeated",
  },
  { kind: "switch", names: ["-n", "--dry-run"], field: "dryRun", help: "Change nothing, show what would be done" },
  {
    kind: "option",
    names: ["-v", "--verbosity"],
    option: "verbosity",
    metavar: "LEVEL",
    help: "What the console shows, from -2 to 2",
  },
  {
    kind: "texts",
    names: ["--override"],
    field: "overrides",
    metavar: "OPTION=VALUE",
    help: "Deprecated: set an option of the configuration; each has a flag of its own",
  },
  {
    kind: "switch",
    names: ["--no-environment-interpolation"],
    field: "noEnvironmentInterpolation",
    help: "Leave ${NAME} in configuration files as it is",
  },
  {
    kind: "switch",
    names: ["--bash-completion"],
    field: "bashCompletion",
    help: "Show a script for bash that completes commands",
  },
  {
    kind: "switch",
    names: ["--fish-completion"],
    field: "fishCompletion",
    help: "Show a script for fish that completes commands",
  },
  { kind: "switch", names: ["--version"], field: "version", help: "Show the version" },
];

export const GLOBAL_FLAGS: readonly AnyFlag[] = FLAGS as readonly unknown[] as readonly AnyFlag[];
