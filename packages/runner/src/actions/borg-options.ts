import { splitShell } from "@coffer/cli/text";
import type { Configuration } from "../config/index.ts";
import type { ActionContext, BorgVerbosity } from "./action-context.ts";

/** A flag and its value, or nothing if the value is unset, empty or zero. */
export function option(flag: string, value: string | number | undefined): readonly string[] {
  return value === undefined || value === "" || value === 0 ? [] : [flag, String(value)];
}

/** A flag, if it is to be there. */
export function flag(name: string, wanted: boolean | undefined): readonly string[] {
  return wanted === true ? [name] : [];
}

/** Which of the options that nearly every command takes are wanted. */
export interface CommonOptions {
  /** `--log-json`; yes when left out. */
  readonly logJson?: boolean;
  /** `--umask`; yes when left out. */
  readonly umask?: boolean;
  /** `--info` or `--debug`; yes when left out. */
  readonly verbosity?: boolean;
  /** The entry of `extra_borg_options` whose words come last, where there is one. */
  readonly extra?: keyof NonNullable<Configuration["extra_borg_options"]>;
}

/** The options that nearly every command takes. */
export function commonOptions(context: ActionContext, wanted: CommonOptions): readonly string[] {
  const { configuration, verbosity } = context;
  return [
    ...option("--remote-path", configuration.remote_path),
    ...(wanted.umask === false ? [] : option("--umask", configuration.umask)),
    ...option("--lock-wait", configuration.lock_wait),
    ...flag("--log-json", wanted.logJson !== false),
    ...(wanted.verbosity === false ? [] : verbosityOptions(verbosity)),
    ...(wanted.extra === undefined ? [] : extraOptions(configuration, wanted.extra)),
  ];
}

/** The user's own words for a command of Borg. */
export function extraOptions(
  configuration: Configuration,
  command: NonNullable<CommonOptions["extra"]>,
): readonly string[] {
  return splitShell(configuration.extra_borg_options?.[command] ?? "");
}

/** `--info` or `--debug`. */
export function verbosityOptions(verbosity: BorgVerbosity): readonly string[] {
  if (verbosity === "quiet") return [];
  return verbosity === "info" ? ["--info"] : ["--debug", "--show-rc"];
}

/** Whether Borg logs JSON for us to read: not when progress is shown, for then the terminal is Borg's. */
export function wantsJsonLog({ log_json, progress }: Configuration): boolean {
  return log_json === true || progress !== true;
}

/** `--stats` or `--quick-stats`, as configured. */
export function statisticsOptions({ statistics, quick_statistics }: Configuration): readonly string[] {
  if (quick_statistics === true) return ["--quick-stats"];
  return flag("--stats", statistics);
}

/** What excludes files beside patterns. */
export function excludeOptions(configuration: Configuration): readonly string[] {
  return [
    ...flag("--exclude-caches", configuration.exclude_caches),
    ...(configuration.exclude_if_present ?? []).flatMap((name) => ["--exclude-if-present", name]),
    ...flag("--keep-exclude-tags", configuration.keep_exclude_tags),
    ...flag("--exclude-nodump", configuration.exclude_nodump),
  ];
}
