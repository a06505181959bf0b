import { archiveOf, type CommandRun, defineCommand, targetOf, type Target } from "@coffer/cli/commands";
import { requiredWord } from "@coffer/cli/arguments";
import { locationArgument } from "@coffer/cli/location";
import type { Command } from "@coffer/cli/commands";
import type { BorgCall } from "./borg.ts";

/** A call of the engine itself, with what a command of Borg gets: environment, passphrase, options that all commands take. */
export interface EngineCall extends Pick<BorgCall, "env" | "cwd" | "withoutPassphrase" | "signal"> {
  /** Of those that all commands take. */
  readonly options: readonly string[];
  readonly repository: string;
  readonly archive: string;
}

/** What work on the engine has at hand. */
export interface EngineRun extends Pick<CommandRun, "context" | "signal"> {
  readonly target: Target;
  readonly archive: string;
}

/** Coffer's own engine, in this process. */
export interface Engine {
  /**
   * Does work on an archive. What the engine says goes to the log.
   *
   * @throws Whatever `work` throws: errors of the engine as they are.
   */
  work<Result>(call: EngineCall, work: (run: EngineRun) => Promise<Result>): Promise<Result>;
}

/** Work as a command of coffer, so that all that surrounds a command surrounds it. @param name No command of coffer has it. */
export function commandOf(name: string, work: (run: EngineRun) => Promise<void>): Command {
  return defineCommand(
    {
      ...{ name, summary: "", description: "", epilog: "", parameters: {} },
      positionals: { location: requiredWord("ARCHIVE", "archive to work on", locationArgument("required")) },
    },
    async (values, { context, signal, ...run }) => {
      const target = targetOf(values.location, values, { context, signal, ...run });
      await work({ context, signal, target, archive: archiveOf(values.location) });
      return 0;
    },
  );
}
