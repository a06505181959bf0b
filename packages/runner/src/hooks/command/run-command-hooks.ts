import type { CommandHook } from "../../config/index.ts";
import type { Log } from "../../log/index.ts";
import { runCommand, type System } from "../../system/index.ts";
import { CommandHookError, SoftFailure } from "./command-hook-errors.ts";
import { fillInVariables } from "./fill-in-variables.ts";

/** Exit code (EX_TEMPFAIL) by which a hook asks to leave the rest of the repository alone. */
const SOFT_FAILURE_CODE = 75;

/** Lines of output that an error carries. */
const ERROR_LINES_MAX = 25;

/** What command hooks run with. */
export interface CommandHookContext {
  readonly system: System;
  readonly log: Log;
  /** Hooks are named, not run. */
  readonly dryRun: boolean;
  /** The option `umask`: octal digits, written as a decimal number. */
  readonly umask?: number | undefined;
  /** The option `working_directory`; the folder that the program was started in when left out. */
  readonly workingDirectory?: string | undefined;
  /** Values for `{name}` in commands; `undefined` is unknown. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Ends the command that runs. Commands that begin later run all the same: they are what comes after a run that was ended. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs the commands of hooks in a shell, one after the other. Their output goes to the log: as answers, or as errors for hooks
 * after an error.
 *
 * @throws {SoftFailure} If a command ends with 75; the commands after it have not run.
 * @throws {CommandHookError} If a command ends with another code than 0; the commands after it have not run.
 */
export async function runCommandHooks(hooks: readonly CommandHook[], context: CommandHookContext): Promise<void> {
  for (const hook of hooks) await runCommandHook(hook, context);
}

async function runCommandHook(hook: CommandHook, context: CommandHookContext): Promise<void> {
  const { log, dryRun, variables } = context;
  const title = titleOf(hook);
  const commands = hook.run.map((command) =>
    fillInVariables(command, variables, (name) =>
      log.warning(`The command hook "${title}" has no variable {${name}}; it is left as it is`),
    ),
  );
  const count = commands.length === 1 ? "" : ` (${commands.length} commands)`;
  log.info(`Running the command hook "${title}"${count}${dryRun ? " (dry run: not really)" : ""}`);
  if (dryRun) return;
  for (const command of commands) await runShell(command, hook, title, context);
}

async function runShell(command: string, hook: CommandHook, title: string, context: CommandHookContext): Promise<void> {
  const { system, log, umask, workingDirectory, signal } = context;
  const lines: string[] = [];
  const { code } = await runCommand(["/bin/sh", "-c", withUmask(command, umask)], {
    env: system.env,
    cwd: workingDirectory ?? system.cwd,
    onLine: (line) => {
      if (hook.after === "error") log.error(line);
      else log.answer(line);
      lines.push(line);
      if (lines.length > ERROR_LINES_MAX) lines.shift();
    },
    ...(signal === undefined || signal.aborted ? {} : { signal }),
  });
  if (code === 0) return;
  if (code === SOFT_FAILURE_CODE) {
    log.info(`The command hook "${title}" asks (exit code ${code}) to leave the rest of this repository alone`);
    throw new SoftFailure(`Command hook "${title}": soft failure`);
  }
  const output = lines.join("\n");
  throw new CommandHookError(`Command hook "${title}": exit code ${code}: ${command}`, code, output);
}

/** The umask is set by the shell, because ours is shared with whatever else runs in this process. */
function withUmask(command: string, umask: number | undefined): string {
  return umask === undefined ? command : `umask ${umask} || exit\n${command}`;
}

/** Such as `before create/prune action`. */
function titleOf(hook: CommandHook): string {
  const when = hook.when === undefined || hook.when.length === 0 ? "" : `${hook.when.join("/")} `;
  return hook.before === undefined ? `after ${when}${hook.after ?? ""}` : `before ${when}${hook.before}`;
}
