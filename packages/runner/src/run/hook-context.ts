import { resolve } from "node:path";
import type { ActionRequest } from "../actions/index.ts";
import type { Configuration, RepositoryOptions } from "../config/index.ts";
import type { CommandHookContext } from "../hooks/index.ts";
import { type System, expandHome } from "../system/index.ts";
import type { NamedConfiguration, RunRequest, RunTools } from "./run-request.ts";

/** Names of actions as hooks and `skip_actions` have them: all actions on keys are `key`. */
export function hookNames(actions: readonly Pick<ActionRequest, "name">[]): readonly string[] {
  return actions.map(({ name }) => name.split(" ")[0] ?? name);
}

/** The folder that commands of a configuration run in, absolute. */
export function workingDirectoryOf({ working_directory = "" }: Configuration, system: System): string {
  return resolve(system.cwd, expandHome(working_directory, system));
}

/** What hooks run with, and the variables that all of them have. */
export function hookContext(
  { path, configuration }: NamedConfiguration,
  { dryRun }: Pick<RunRequest, "dryRun">,
  { system, log, signal }: RunTools,
): CommandHookContext {
  return {
    ...{ system, log, signal, dryRun },
    umask: configuration.umask,
    workingDirectory: workingDirectoryOf(configuration, system),
    variables: { configuration_filename: path, log_file: configuration.log_file ?? "" },
  };
}

/** The variables of hooks around a repository and its actions, beside those that all have. */
export function repositoryVariables(
  { repositories }: Configuration,
  { path, label = "" }: RepositoryOptions,
): Readonly<Record<string, string>> {
  // the list is deprecated
  const all = repositories.map((repository) => repository.path).join(",");
  return { repository: path, repository_label: label, repositories: all };
}
