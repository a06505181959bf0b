import type { ActionContext } from "../actions/index.ts";
import type { RepositoryOptions } from "../config/index.ts";
import { workingDirectoryOf } from "./hook-context.ts";
import { openBorgAndEngine } from "./open-borg.ts";
import type { NamedConfiguration, RunTools } from "./run-request.ts";

/** What an action outside of a run works with: one repository, without hooks and monitors. */
export function repositoryContext(
  { path, configuration, paths = [path] }: NamedConfiguration,
  repository: RepositoryOptions,
  tools: Pick<RunTools, "system" | "log" | "verbosity" | "signal" | "progress">,
  dryRun: boolean,
): ActionContext {
  const { system, log, verbosity, signal } = tools;
  return {
    ...{ configuration, repository, system, log, verbosity, signal, dryRun },
    configurationPaths: paths,
    ...openBorgAndEngine(configuration, tools),
    workingDirectory: workingDirectoryOf(configuration, system),
  };
}
