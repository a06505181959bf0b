import type { ArchiveFigures } from "../actions/index.ts";
import type { RepositoryOptions } from "../config/index.ts";
import {
  type Monitors,
  SoftFailure,
  openMonitors,
  runCommandHooks,
  selectCommandHooks,
  withCommandHooks,
} from "../hooks/index.ts";
import { type Failure, messageOf, outputOf } from "./failure.ts";
import { hookContext, hookNames } from "./hook-context.ts";
import { Archives } from "./archives.ts";
import { assertUsable, openBorgAndEngine } from "./open-borg.ts";
import { MONITORED_ACTIONS } from "./monitored-actions.ts";
import { runAudit } from "./run-audit.ts";
import { type RepositoryWork, repositoryLog, runRepository } from "./run-repository.ts";
import type { NamedConfiguration, RunRequest, RunTools } from "./run-request.ts";
import { writeReports } from "./write-reports.ts";

/** How the work on one configuration has ended. */
export interface ConfigurationOutcome {
  readonly failures: readonly Failure[];
  readonly json: readonly unknown[];
  /** What was made, as far as Borg has told. */
  readonly archives: readonly MadeArchive[];
}

/** A new archive, and where it is. */
export interface MadeArchive {
  readonly repository: RepositoryOptions;
  readonly archive: ArchiveFigures;
}

/** Works on all repositories of a configuration. What fails is in the outcome; nothing is thrown. */
export async function runConfiguration(
  named: NamedConfiguration,
  request: RunRequest,
  tools: RunTools,
): Promise<ConfigurationOutcome> {
  const run = new ConfigurationRun(named, request, tools);
  const monitors = openRunMonitors(named, request, tools);
  if (monitors !== undefined) tools.sinks.add(monitors.sink);
  await monitors?.ping("start");
  await run.everything();
  writeReports(named, request, tools);
  await monitors?.ping("log");
  await monitors?.ping(run.failures.length > 0 ? "fail" : "finish");
  await run.afterError();
  await monitors?.close();
  if (monitors !== undefined) tools.sinks.delete(monitors.sink);
  return run;
}

function openRunMonitors(
  { path, configuration }: NamedConfiguration,
  { actions, dryRun }: RunRequest,
  { system, log }: RunTools,
): Monitors | undefined {
  if (!actions.some(({ name }) => MONITORED_ACTIONS.includes(name))) return undefined;
  return openMonitors(configuration, { system, log, dryRun, configurationPath: path });
}

class ConfigurationRun implements ConfigurationOutcome {
  readonly failures: Failure[] = [];
  readonly json: unknown[] = [];
  readonly archives: MadeArchive[] = [];
  readonly #named: NamedConfiguration;
  readonly #request: RunRequest;
  readonly #tools: RunTools;

  constructor(named: NamedConfiguration, request: RunRequest, tools: RunTools) {
    this.#named = named;
    this.#request = request;
    this.#tools = tools;
  }

  async everything(): Promise<void> {
    const { configuration } = this.#named;
    const { log } = this.#tools;
    const scope = {
      ...hookContext(this.#named, this.#request, this.#tools),
      hooks: configuration.commands ?? [],
      place: "configuration",
      actions: hookNames(this.#request.actions),
    } as const;
    // what fails in a repository is a failure of the configuration, too, but must not be told twice
    const repositoriesFailed = new Error("a repository has failed");
    try {
      await withCommandHooks(scope, async () => {
        await this.#repositories();
        await this.#audit();
        if (this.failures.length > 0) throw repositoriesFailed;
      });
    } catch (error) {
      if (error instanceof SoftFailure || error === repositoriesFailed) return;
      log.critical(messageOf(error));
      this.failures.push({ error });
    }
  }

  /** Repositories in their order; one that is to be tried again goes to the end. */
  async #repositories(): Promise<void> {
    const { configuration } = this.#named;
    const { signal, system } = this.#tools;
    const { borg, engine } = openBorgAndEngine(configuration, this.#tools);
    await assertUsable(borg, this.#tools);
    const { retries = 0, retry_wait = 0 } = configuration;
    const together = new Archives();
    const queue = configuration.repositories.map((repository) => ({ repository, attempt: 0 }));
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { repository, attempt } = next;
      const ownLog = repositoryLog(this.#tools, repository);
      const waitSeconds = attempt * retry_wait;
      if (waitSeconds > 0) {
        ownLog.warning(`Waiting ${waitSeconds} s before the next try`);
        await system.sleep(waitSeconds * 1000);
      }
      if (signal.aborted) return this.#stopped(repository);
      const following = queue.filter((later) => later.attempt === 0).map((later) => later.repository);
      const work: RepositoryWork = {
        ...{ named: this.#named, request: this.#request, repository, borg, engine, together },
        following: attempt === 0 ? following : [],
        archiveMade: (made, archive) => void this.archives.push({ repository: made, archive }),
      };
      try {
        await runRepository(work, { ...this.#tools, log: ownLog }, (json) => this.json.push(json));
      } catch (error) {
        if (error instanceof SoftFailure) continue;
        if (attempt < retries && !signal.aborted) {
          ownLog.warning(`${messageOf(error)}; trying again later (${attempt + 1} of ${retries})`);
          queue.push({ repository, attempt: attempt + 1 });
        } else {
          ownLog.critical(messageOf(error));
          this.failures.push({ error, repository });
        }
      }
    }
  }

  /** Belongs to no repository; what fails in it fails no more than the configuration. */
  async #audit(): Promise<void> {
    const { log, signal } = this.#tools;
    if (signal.aborted) return;
    try {
      const { json, failure } = await runAudit(this.#named, this.#request, this.#tools);
      this.json.push(...json);
      if (failure !== undefined) throw failure;
    } catch (error) {
      if (error instanceof SoftFailure) return;
      log.critical(messageOf(error));
      this.failures.push({ error });
    }
  }

  #stopped(repository: RepositoryOptions): void {
    this.failures.push({ error: new Error("The run was told to stop"), repository });
  }

  /** The hooks after an error know the last repository that has failed. */
  async afterError(): Promise<void> {
    const failure = this.failures.at(-1);
    if (failure === undefined) return;
    const { configuration } = this.#named;
    const context = hookContext(this.#named, this.#request, this.#tools);
    const hooks = selectCommandHooks(configuration.commands ?? [], {
      side: "after",
      place: "error",
      actions: hookNames(this.#request.actions),
      state: "fail",
    });
    try {
      await runCommandHooks(hooks, {
        ...context,
        variables: {
          ...context.variables,
          error: messageOf(failure.error),
          output: outputOf(failure.error),
          repository: failure.repository?.path ?? "",
          repository_label: failure.repository?.label ?? "",
        },
      });
    } catch (error) {
      if (error instanceof SoftFailure) return;
      this.#tools.log.critical(messageOf(error));
      this.failures.push({ error });
    }
  }
}
