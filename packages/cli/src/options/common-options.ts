import type { LogLevel } from "@coffer/engine/context";
import {
  type Parameter,
  type ParametersOf,
  flag,
  inGroup,
  list,
  octalNumber,
  option,
  text,
  wholeNumber,
} from "../arguments/index.ts";

const level = (flags: readonly string[], value: LogLevel, help: string): Parameter<LogLevel>["switches"][number] => ({
  flags,
  help,
  apply: () => value,
});

const logLevel: Parameter<LogLevel> = {
  initial: "warning",
  switches: [
    level(["--critical"], "critical", "log critical failures only"),
    level(["--error"], "error", "log errors and worse"),
    level(["--warning"], "warning", "log warnings and worse (this is the default)"),
    level(["--info", "-v", "--verbose"], "info", "log what is being done as well"),
    level(["--debug"], "debug", "log everything, for finding faults"),
  ],
};

/** Two spellings of one option; the first is Borg's old one. */
function respelled(old: string, current: string, metavar: string, help: string): Parameter<number | undefined> {
  const before = option([old], metavar, `old name of \`\`${current}\`\``, wholeNumber, undefined);
  const now = option([current], metavar, help, wholeNumber, undefined);
  return { initial: undefined, switches: [...before.switches, ...now.switches] };
}

const STANDARD_UMASK = 0o077;

/** Values of the options that every command has. */
export interface CommonValues {
  readonly help: boolean;
  readonly logLevel: LogLevel;
  readonly debugTopics: readonly string[];
  readonly progress: boolean;
  readonly iec: boolean;
  readonly logJson: boolean;
  readonly lockWait: number;
  readonly bypassLock: boolean;
  readonly showVersion: boolean;
  readonly showRc: boolean;
  readonly umask: number;
  readonly remotePath: string | undefined;
  /** KiB/s; 0 or undefined: no limit. */
  readonly uploadRatelimit: number | undefined;
  /** MiB. */
  readonly uploadBuffer: number | undefined;
  readonly considerPartFiles: boolean;
  readonly debugProfile: string | undefined;
  readonly rsh: string | undefined;
}

/** Options that every command has, and that may stand before the command as well. */
export const commonOptions: ParametersOf<CommonValues> = inGroup("Common options", {
  help: {
    initial: false,
    switches: [{ flags: ["-h", "--help"], help: "print this help and exit", stops: "help", apply: () => true }],
  },
  logLevel,
  debugTopics: list(
    ["--debug-topic"],
    "TOPIC",
    "log the details of TOPIC too; may be given several times. A name without dots is one below borg.debug.",
    text,
  ),
  progress: flag(["-p", "--progress"], "show how far the work is"),
  iec: flag(["--iec"], "print sizes in powers of 1024 (KiB, MiB)"),
  logJson: flag(["--log-json"], "write the log as JSON, one object a line"),
  lockWait: option(
    ["--lock-wait"],
    "SECONDS",
    "how long to wait for a lock of repository or cache (default: 1)",
    wholeNumber,
    1,
  ),
  bypassLock: flag(["--bypass-lock"], "do without the repository lock"),
  showVersion: flag(["--show-version"], "log the version at the start"),
  showRc: flag(["--show-rc"], "log the exit code at the end"),
  umask: option(
    ["--umask"],
    "M",
    "file mode mask for this run (local only, default: 0077)",
    octalNumber,
    STANDARD_UMASK,
  ),
  remotePath: option(["--remote-path"], "PATH", 'program to run on the remote side (default: "borg")', text, undefined),
  uploadRatelimit: respelled(
    "--remote-ratelimit",
    "--upload-ratelimit",
    "RATE",
    "send at most RATE KiB/s over the network (default: 0, no limit)",
  ),
  uploadBuffer: respelled(
    "--remote-buffer",
    "--upload-buffer",
    "UPLOAD_BUFFER",
    "hold up to this many MiB for sending (default: 0, none)",
  ),
  considerPartFiles: flag(["--consider-part-files"], "show pieces of interrupted files as if they were files"),
  debugProfile: option(["--debug-profile"], "FILE", "write a profile of this run to FILE", text, undefined),
  rsh: option(["--rsh"], "RSH", "command that connects to the remote side (default: 'ssh')", text, undefined),
});
