import {
  type ActionContext,
  ActionError,
  type ActionRequest,
  type ArchiveFigures,
  checkDrillAge,
  noteFailure,
  runAction,
} from "../actions/index.ts";
import type { Borg, Engine } from "../borg/index.ts";
import { type Configuration, type RepositoryOptions, repositoryMatches } from "../config/index.ts";
import { withCommandHooks } from "../hooks/index.ts";
import { MONITORED_ACTIONS } from "./monitored-actions.ts";
import { hookContext, hookNames, repositoryVariables, workingDirectoryOf } from "./hook-context.ts";
import type { NamedConfiguration, RunRequest, RunTools } from "./run-request.ts";

/** What is to be done on one repository. */
export interface RepositoryWork {
  readonly named: NamedConfiguration;
  readonly request: RunRequest;
  readonly repository: RepositoryOptions;
  readonly borg: Borg;
  readonly engine: Engine;
  readonly archiveMade: (archive: ArchiveFigures) => void;
}

/**
 * Does all actions on one repository, with the hooks around it and around each of them. What fails ends it.
 *
 * @param show Gets what the actions have to show as JSON; also what one that fails has to show.
 * @throws {SoftFailure} If a hook wants the repository to be left alone.
 * @throws Whatever an action or a hook throws.
 */
export async function runRepository(
  { named, request, repository, borg, engine, archiveMade }: RepositoryWork,
  tools: RunTools,
  show: (json: unknown) => void,
): Promise<void> {
  const { configuration } = named;
  const { system, log, verbosity, signal } = tools;
  const wanted = request.actions.find((action) => action.repository !== undefined)?.repository;
  if (wanted !== undefined && !repositoryMatches(wanted, repository, system.cwd)) {
    log.debug(`Skipping the repository: --repository ${wanted} does not mean it`);
    return;
  }
  const context: ActionContext = {
    ...{ configuration, repository, borg, engine, system, log, verbosity, signal, archiveMade },
    configurationPaths: request.configurationPaths.toSorted(),
    workingDirectory: workingDirectoryOf(configuration, system),
    dryRun: request.dryRun,
  };
  const hooks = hookContext(named, request, tools);
  const scope = {
    ...hooks,
    hooks: configuration.commands ?? [],
    variables: { ...hooks.variables, ...repositoryVariables(configuration, repository) },
  };
  await withCommandHooks({ ...scope, place: "repository", actions: hookNames(request.actions) }, async () => {
    try {
      for (const action of request.actions) {
        if (isSkipped(action, configuration)) continue;
        // these belong to no repository: they come after all of them
        if (action.name === "umount" || action.name === "audit") continue;
        signal.throwIfAborted();
        await withCommandHooks({ ...scope, place: "action", actions: hookNames([action]) }, async () => {
          await performAction(context, action, show);
        });
      }
    } finally {
      borg.forget();
    }
    if (request.actions.some(({ name }) => MONITORED_ACTIONS.includes(name))) checkDrillAge(context);
  });
}

async function performAction(
  context: ActionContext,
  action: ActionRequest,
  show: (json: unknown) => void,
): Promise<void> {
  try {
    const json = await runAction(context, action);
    if (json !== undefined) show(json);
  } catch (error) {
    noteFailure(context, action.name, error);
    if (error instanceof ActionError && error.json !== undefined) show(error.json);
    throw error;
  }
}

/** Whether `skip_actions` names the action; `check --force` runs all the same. */
function isSkipped(action: ActionRequest, { skip_actions: skipped = [] }: Configuration): boolean {
  if (action.name === "check" && action.flags.force === true) return false;
  return hookNames([action]).some((name) => skipped.some((each) => each === name));
}
