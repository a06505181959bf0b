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
import { type Archives, mayCreateEarly } from "./archives.ts";
import { type Configuration, type RepositoryOptions, repositoryMatches } from "../config/index.ts";
import { withCommandHooks } from "../hooks/index.ts";
import { MONITORED_ACTIONS } from "./monitored-actions.ts";
import type { Log } from "../log/index.ts";
import { hookContext, hookNames, repositoryVariables, workingDirectoryOf } from "./hook-context.ts";
import type { NamedConfiguration, RunRequest, RunTools } from "./run-request.ts";

/** What is to be done on one repository. */
export interface RepositoryWork {
  readonly named: NamedConfiguration;
  readonly request: RunRequest;
  readonly repository: RepositoryOptions;
  readonly borg: Borg;
  readonly engine: Engine;
  readonly together: Archives;
  /** Repositories whose turn comes later, for the first time. */
  readonly following: readonly RepositoryOptions[];
  readonly archiveMade: (repository: RepositoryOptions, archive: ArchiveFigures) => void;
}

/**
 * Does all actions on one repository, with the hooks around it and around each of them. What fails ends it.
 *
 * @param show Gets what the actions have to show as JSON; also what one that fails has to show.
 * @throws {SoftFailure} If a hook wants the repository to be left alone.
 * @throws Whatever an action or a hook throws.
 */
export async function runRepository(
  work: RepositoryWork,
  tools: RunTools,
  show: (json: unknown) => void,
): Promise<void> {
  const { named, request, repository, borg } = work;
  const { configuration } = named;
  const { log, signal } = tools;
  const wanted = wantedRepository(request);
  if (wanted !== undefined && !repositoryMatches(wanted, repository, tools.system.cwd)) {
    log.debug(`Skipping the repository: --repository ${wanted} does not mean it`);
    return;
  }
  const hooks = hookContext(named, request, tools);
  const scope = {
    ...hooks,
    hooks: configuration.commands ?? [],
    variables: { ...hooks.variables, ...repositoryVariables(configuration, repository) },
  };
  await withCommandHooks({ ...scope, place: "repository", actions: hookNames(request.actions) }, async () => {
    try {
      for (const action of actionsOf(work)) {
        signal.throwIfAborted();
        await withCommandHooks({ ...scope, place: "action", actions: hookNames([action]) }, async () => {
          await performAction(action, work, tools, show);
        });
      }
    } finally {
      if (!work.together.areWaiting) borg.forget();
    }
    if (request.actions.some(({ name }) => MONITORED_ACTIONS.includes(name))) checkDrillAge(actionContext(work, tools));
  });
}

async function performAction(
  action: ActionRequest,
  work: RepositoryWork,
  tools: RunTools,
  show: (json: unknown) => void,
): Promise<void> {
  const context = actionContext(work, tools);
  try {
    const json =
      action.name === "create"
        ? await work.together.create(context, action.flags, contextsOfFollowing(work, tools))
        : await runAction(context, action);
    if (json !== undefined) show(json);
  } catch (error) {
    noteFailure(context, action.name, error);
    if (error instanceof ActionError && error.json !== undefined) show(error.json);
    throw error;
  }
}

function actionContext(work: RepositoryWork, tools: RunTools): ActionContext {
  const { named, request, repository, borg, engine } = work;
  const { configuration } = named;
  const { system, log, verbosity, signal } = tools;
  return {
    ...{ configuration, repository, borg, engine, system, log, verbosity, signal },
    configurationPaths: request.configurationPaths.toSorted(),
    workingDirectory: workingDirectoryOf(configuration, system),
    dryRun: request.dryRun,
    archiveMade: (archive) => work.archiveMade(repository, archive),
  };
}

/** Of repositories whose archives may be made with this one's. */
function contextsOfFollowing(work: RepositoryWork, tools: RunTools): readonly ActionContext[] {
  const { named, request, following } = work;
  if (following.length === 0) return [];
  if (!mayCreateEarly(named.configuration, actionsOf(work), hookNames(request.actions))) {
    tools.log.debug("Archives are made one by one: something is to be done between one and the next");
    return [];
  }
  const wanted = wantedRepository(request);
  return following
    .filter((repository) => wanted === undefined || repositoryMatches(wanted, repository, tools.system.cwd))
    .map((repository) => actionContext({ ...work, repository }, { ...tools, log: repositoryLog(tools, repository) }));
}

/** What is asked for of each repository, in order. */
function actionsOf({ named, request }: RepositoryWork): readonly ActionRequest[] {
  return request.actions.filter((action) => {
    // these belong to no repository: they come after all of them
    if (action.name === "umount" || action.name === "audit") return false;
    return !isSkipped(action, named.configuration);
  });
}

function wantedRepository({ actions }: RunRequest): string | undefined {
  return actions.find((action) => action.repository !== undefined)?.repository;
}

/** The log with the repository's name before each line. */
export function repositoryLog({ log }: Pick<RunTools, "log">, { label, path }: RepositoryOptions): Log {
  return log.withPrefix(label ?? path);
}

/** Whether `skip_actions` names the action; `check --force` runs all the same. */
function isSkipped(action: ActionRequest, { skip_actions: skipped = [] }: Configuration): boolean {
  if (action.name === "check" && action.flags.force === true) return false;
  return hookNames([action]).some((name) => skipped.some((each) => each === name));
}
