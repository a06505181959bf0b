import type { BootstrapFlags, KeyEscrowFlags } from "../actions/index.ts";

/** Flags of what stands alone on the command line, by its name. */
export interface ProgramFlags {
  readonly "config generate": GenerateFlags;
  readonly "config validate": ValidateFlags;
  readonly "config show": ShowFlags;
  readonly "config bootstrap": BootstrapFlags;
  readonly metrics: MetricsFlags;
  readonly report: ReportFlags;
  readonly browse: Readonly<Record<string, never>>;
  readonly setup: SetupFlags;
  readonly "key escrow": EscrowFlags;
  readonly "schedule install": InstallFlags;
  readonly "schedule status": StatusFlags;
  readonly "schedule remove": ScheduleFlags;
  readonly "schedule report-failure": Readonly<Record<string, never>>;
}

export interface ReportFlags {
  /** File to write; standard output when left out or `-`. */
  readonly path?: string;
  readonly json?: boolean;
}

export interface MetricsFlags extends ReportFlags {
  readonly openmetrics?: boolean;
}

export interface GenerateFlags {
  /** A file of old, whose values are taken over. */
  readonly source?: string;
  readonly destination: string;
  readonly overwrite?: boolean;
  /** Write a folder with a file for each group of options. */
  readonly split?: boolean;
}

export interface ValidateFlags {
  /** Show what all files come to. */
  readonly show?: boolean;
}

export interface ShowFlags {
  /** Only this option. */
  readonly option?: string;
  readonly json?: boolean;
}

export interface SetupFlags {
  /** File that answers what would be asked. */
  readonly answers?: string;
}

export interface EscrowFlags extends KeyEscrowFlags {
  readonly repository?: string;
  /** Show that the copy is still there. */
  readonly prove?: boolean;
  /** Show what was noted. */
  readonly list?: boolean;
  readonly json?: boolean;
}

export interface ScheduleFlags {
  /** The schedule of this user, not of the machine. */
  readonly user?: boolean;
}

export interface InstallFlags extends ScheduleFlags {
  readonly systemd?: boolean;
  readonly cron?: boolean;
  readonly when?: string;
  readonly delay?: string;
  readonly noHardening?: boolean;
}

export interface StatusFlags extends ScheduleFlags {
  readonly json?: boolean;
}
