/** What is to be run regularly, and how. */
export interface SchedulePlan {
  /** Absolute path of the program. */
  readonly program: string;
  /** Absolute paths for `--config`; empty for the usual places. */
  readonly configurationPaths: readonly string[];
  /** Who it runs for: the whole machine as root, or one user. */
  readonly scope: "system" | "user";
  /** systemd's `OnCalendar`, or the five fields of cron. */
  readonly when: string;
  /** Up to how much later a run may begin, so that not all machines call at once: a time span of systemd. */
  readonly delay: string;
  /** How little the service may do. Snapshots of file systems and command hooks need more than reading and writing: `light`. */
  readonly hardening: "full" | "light" | "none";
  /** Names of encrypted credentials of systemd that the configuration asks for. */
  readonly credentials: readonly string[];
}

/** A file to be written. */
export interface ScheduleFile {
  readonly name: string;
  readonly text: string;
}

/** Words of a scheduled run: errors to who reads the mail, everything worth knowing to the system's log. */
export function scheduledWords({ program, configurationPaths }: SchedulePlan): string[] {
  return [
    program,
    ...configurationPaths.flatMap((path) => ["--config", path]),
    ...["--verbosity", "-1", "--syslog-verbosity", "1"],
  ];
}
