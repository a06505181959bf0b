import { type BootstrapFlags, bootstrap } from "../actions/index.ts";
import type { Configuration } from "../config/index.ts";
import { messageOf, outputOf } from "./failure.ts";
import { workingDirectoryOf } from "./hook-context.ts";
import { assertUsable, openBorg, openEngine } from "./open-borg.ts";
import type { RunTools } from "./run-request.ts";

/**
 * Restores the configuration from an archive. What fails is told to the log; nothing is thrown.
 *
 * @param configuration Of its one repository, from the flags.
 * @returns Whether something has failed.
 */
export async function runBootstrap(
  flags: BootstrapFlags,
  { configuration, dryRun }: { readonly configuration: Configuration; readonly dryRun: boolean },
  tools: Omit<RunTools, "sinks">,
): Promise<boolean> {
  const [repository] = configuration.repositories;
  const { log, system } = tools;
  if (repository === undefined) throw new Error("config bootstrap needs a repository");
  const borg = openBorg(configuration, tools);
  const engine = openEngine(configuration, tools);
  const workingDirectory = workingDirectoryOf(configuration, system);
  try {
    await assertUsable(borg, tools);
    await bootstrap(
      { ...tools, configuration, repository, borg, engine, workingDirectory, dryRun, configurationPaths: [] },
      flags,
    );
    log.answer("The configuration is restored");
    return false;
  } catch (error) {
    for (const line of outputOf(error).split("\n")) log.debug(line);
    log.critical(messageOf(error));
    return true;
  }
}
