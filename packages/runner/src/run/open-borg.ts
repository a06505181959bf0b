import { type Borg, type BorgWorld, BuiltInBorg, ExecutableBorg, borgEnvironment } from "../borg/index.ts";
import type { Configuration } from "../config/index.ts";
import type { RunTools } from "./run-request.ts";
import { workingDirectoryOf } from "./hook-context.ts";
import { cofferProgram } from "./coffer-program.ts";
import { passphraseFinder } from "./passphrase.ts";

/** The first Borg that has all commands of a run. */
const OLDEST = "1.2.0";
/** The first that has another command line, and another format of repositories. */
const TOO_NEW = "2.0.0a1";

/** Says which Borg is used where the configuration names none: `borg` or `builtin`. */
const ENGINE_VARIABLE = "COFFERMATIC_ENGINE";

/**
 * The Borg that a configuration asks for: the executable of `local_path`, or else coffer's own engine. The environment has the last word.
 */
export function openBorg(configuration: Configuration, tools: Omit<RunTools, "sinks" | "verbosity">): Borg {
  const { local_path } = configuration;
  const { system } = tools;
  const engine = system.env[ENGINE_VARIABLE] || (local_path === undefined ? "builtin" : "borg");
  if (engine !== "borg") return openEngine(configuration, tools);
  // a program, or one with words before Borg's, as in `sudo borg`
  const words = (local_path ?? "borg").split(" ").filter((word) => word !== "");
  return new ExecutableBorg(words, worldOf(configuration, tools));
}

/** The Borg that a configuration asks for and coffer's own engine, which often are one. */
export function openBorgAndEngine(
  configuration: Configuration,
  tools: Omit<RunTools, "sinks" | "verbosity">,
): { readonly borg: Borg; readonly engine: BuiltInBorg } {
  const borg = openBorg(configuration, tools);
  return { borg, engine: borg instanceof BuiltInBorg ? borg : openEngine(configuration, tools) };
}

/** Coffer's own engine for a configuration, whatever it says of another one. */
export function openEngine(configuration: Configuration, tools: Omit<RunTools, "sinks" | "verbosity">): BuiltInBorg {
  return new BuiltInBorg(cofferProgram(), worldOf(configuration, tools));
}

function worldOf(
  configuration: Configuration,
  { system, log, signal, progress }: Omit<RunTools, "sinks" | "verbosity">,
): BorgWorld {
  return {
    ...{ configuration, log, signal, progress },
    env: borgEnvironment(configuration, system.env),
    cwd: workingDirectoryOf(configuration, system),
    passphrase: passphraseFinder(configuration, system),
  };
}

/** @throws {Error} If the Borg is one that cannot be driven, or is not there. */
export async function assertUsable(borg: Borg, { log }: Pick<RunTools, "log">): Promise<void> {
  const version = await borg.version();
  log.debug(`Borg ${version.text}`);
  if (!version.isAtLeast(OLDEST)) throw new Error(`Borg ${version.text} is too old: ${OLDEST} or later is needed`);
  if (version.isAtLeast(TOO_NEW))
    throw new Error(`Borg ${version.text} has repositories of another kind: Borg 1 is needed`);
}
