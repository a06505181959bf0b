import { type Borg, type BorgWorld, ExecutableBorg, borgEnvironment } from "../borg/index.ts";
import type { Configuration } from "../config/index.ts";
import type { RunTools } from "./run-request.ts";
import { workingDirectoryOf } from "./hook-context.ts";
import { passphraseFinder } from "./passphrase.ts";

/** The first Borg that has all commands of a run. */
const OLDEST = "1.2.0";
/** The first that has another command line, and another format of repositories. */
const TOO_NEW = "2.0.0a1";

/** The Borg that a configuration asks for. */
export function openBorg(configuration: Configuration, { system, log, signal }: Omit<RunTools, "sinks">): Borg {
  const world: BorgWorld = {
    ...{ configuration, log, signal },
    env: borgEnvironment(configuration, system.env),
    cwd: workingDirectoryOf(configuration, system),
    passphrase: passphraseFinder(configuration, system),
  };
  return new ExecutableBorg(configuration.local_path ?? "borg", world);
}

/** @throws {Error} If the Borg is one that cannot be driven, or is not there. */
export async function assertUsable(borg: Borg, { log }: Pick<RunTools, "log">): Promise<void> {
  const version = await borg.version();
  log.debug(`Borg ${version.text}`);
  if (!version.isAtLeast(OLDEST)) throw new Error(`Borg ${version.text} is too old: ${OLDEST} or later is needed`);
  if (version.isAtLeast(TOO_NEW))
    throw new Error(`Borg ${version.text} has repositories of another kind: Borg 1 is needed`);
}
