import { umount } from "../actions/index.ts";
import { type RepositoryOptions, repositoryMatches } from "../config/index.ts";
import { spanOf } from "../progress/index.ts";
import { archiveLine } from "./archive-line.ts";
import { messageOf, outputOf } from "./failure.ts";
import { withConfiguredActions } from "./configured-actions.ts";
import { runEverythingHooks } from "./everything-hooks.ts";
import { openBorg } from "./open-borg.ts";
import { type ConfigurationOutcome, runConfiguration } from "./run-configuration.ts";
import type { NamedConfiguration, RunOutcome, RunRequest, RunTools, SummaryLine } from "./run-request.ts";

/** Does all that was asked for, on all repositories that are meant. What fails is in the outcome; nothing is thrown. */
export async function runActions(request: RunRequest, tools: RunTools): Promise<RunOutcome> {
  const run = new Run(request, tools);
  await run.everything();
  return run;
}

function nameOf({ label, path }: Pick<RepositoryOptions, "label" | "path">): string {
  return label ?? path;
}

class Run implements RunOutcome {
  readonly json: unknown[] = [];
  readonly summary: SummaryLine[] = [];
  failed: boolean = false;
  readonly #request: RunRequest;
  readonly #tools: RunTools;

  constructor(request: RunRequest, tools: RunTools) {
    this.#request = request;
    this.#tools = tools;
  }

  async everything(): Promise<void> {
    try {
      this.#findRepository();
      await runEverythingHooks("before", this.#request, this.#tools);
    } catch (error) {
      this.#fail(messageOf(error));
      return;
    }
    for (const named of this.#request.configurations) {
      if (this.#tools.signal.aborted) {
        this.#fail(`${named.path}: not begun, as the run was told to stop`);
        continue;
      }
      const begunMs = this.#tools.system.nowMs();
      const request = withConfiguredActions(this.#request, named.configuration);
      const outcome = await runConfiguration(named, request, this.#tools);
      this.#take(named, outcome, this.#tools.system.nowMs() - begunMs);
    }
    await this.#attempt(async () => await this.#umount());
    await this.#attempt(async () => {
      await runEverythingHooks("after", this.#request, this.#tools, this.failed ? "fail" : "finish");
    });
  }

  #take({ path }: NamedConfiguration, { failures, json, archives }: ConfigurationOutcome, tookMs: number): void {
    this.json.push(...json);
    for (const { repository, archive } of archives)
      this.summary.push({ level: "info", message: `${path}: ${nameOf(repository)}: ${archiveLine(archive)}` });
    if (failures.length === 0)
      this.summary.push({ level: "info", message: `${path}: all done in ${spanOf(Math.round(tookMs / 1000))}` });
    for (const { error, repository } of failures) {
      this.failed = true;
      const place = repository === undefined ? path : `${path}: ${nameOf(repository)}`;
      const output = outputOf(error)
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => `\n  ${line}`)
        .join("");
      this.summary.push({ level: "critical", message: `${place}: ${messageOf(error)}${output}` });
    }
  }

  /** @throws {Error} If the repository that is asked for is in no configuration. */
  #findRepository(): void {
    const { actions, configurations } = this.#request;
    const wanted = actions.find(({ repository }) => repository !== undefined)?.repository;
    const { cwd } = this.#tools.system;
    if (wanted === undefined) return;
    for (const { configuration } of configurations) {
      if (configuration.repositories.some((repository) => repositoryMatches(wanted, repository, cwd))) return;
    }
    throw new Error(`No configuration has a repository ${wanted}`);
  }

  async #umount(): Promise<void> {
    const [named] = this.#request.configurations;
    const { signal } = this.#tools;
    for (const action of this.#request.actions) {
      if (action.name !== "umount" || named === undefined || signal.aborted) continue;
      const { configuration } = named;
      await umount({ ...this.#tools, configuration, borg: openBorg(configuration, this.#tools) }, action.flags);
    }
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#fail(messageOf(error));
    }
  }

  #fail(message: string): void {
    this.failed = true;
    this.#tools.log.critical(message);
    this.summary.push({ level: "critical", message });
  }
}
