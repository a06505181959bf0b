import type { ActionContext } from "../action-context.ts";
import type { CheckFlags, CheckName } from "../action-flags.ts";
import { archiveFilterWithPrefix } from "../archive-filter.ts";
import { commonOptions, flag, option, wantsJsonLog } from "../borg-options.ts";

/** The checks that Borg itself does. */
type BorgCheck = Extract<CheckName, "repository" | "archives" | "data">;

/** Whether Borg itself does this check. */
export function isBorgCheck(name: CheckName): name is BorgCheck {
  return name === "repository" || name === "archives" || name === "data";
}

/** The options by which Borg selects the archives to check; none if archives are not looked at. */
export function borgCheckFilter(
  { configuration, log }: ActionContext,
  wanted: readonly CheckName[],
): readonly string[] {
  const { check_last, prefix } = configuration;
  if (wanted.includes("archives") || wanted.includes("data")) {
    return [...option("--last", check_last), ...archiveFilterWithPrefix(configuration, prefix)];
  }
  if (check_last) log.warning("check_last is ignored, as neither archives nor data are checked");
  return [];
}

/** @throws {BorgFailed} If something is damaged: Borg says so with 1, which else is a warning. */
export async function runBorgCheck(
  context: ActionContext,
  flags: CheckFlags,
  checks: readonly BorgCheck[],
  filter: readonly string[],
): Promise<void> {
  const { configuration, repository, borg } = context;
  const maxDuration =
    flags.maxDuration ?? configuration.checks?.find(({ name }) => name === "repository")?.max_duration;
  const onTerminal = flags.repair === true || configuration.progress === true;
  for (const group of groupChecks(checks, maxDuration !== undefined && maxDuration > 0)) {
    await borg.run({
      command: ["check"],
      options: [
        ...flag("--repair", flags.repair),
        ...(group.includes("repository") ? option("--max-duration", maxDuration) : []),
        ...scopeOptions(group, filter),
        ...flag("--progress", configuration.progress),
        ...commonOptions(context, {
          logJson: flags.repair === true ? configuration.log_json === true : wantsJsonLog(configuration),
          extra: "check",
        }),
      ],
      positionals: [repository.path],
      // a repair asks questions
      output: onTerminal ? { kind: "terminal" } : { kind: "log", level: "info" },
      exitCodes: [{ code: 1, treat_as: "error" }],
    });
  }
}

/** Borg limits the time only of a check that looks at no archives. */
function groupChecks(checks: readonly BorgCheck[], isLimited: boolean): readonly (readonly BorgCheck[])[] {
  const ofArchives = checks.filter((name) => name !== "repository");
  if (!isLimited || ofArchives.length === 0 || !checks.includes("repository")) return [checks];
  return [ofArchives, ["repository"]];
}

/** Without a word, Borg checks the repository and the metadata of archives. */
function scopeOptions(checks: readonly BorgCheck[], filter: readonly string[]): readonly string[] {
  const hasData = checks.includes("data");
  const hasArchives = hasData || checks.includes("archives");
  const hasRepository = checks.includes("repository");
  return [
    ...flag("--repository-only", hasRepository && !hasArchives),
    ...flag("--archives-only", hasArchives && !hasRepository),
    ...(hasArchives ? filter : []),
    ...flag("--verify-data", hasData),
  ];
}
