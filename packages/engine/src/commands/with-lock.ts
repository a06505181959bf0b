import { spawn } from "node:child_process";
import { constants } from "node:os";
import { CommandError } from "@coffer/format/errors";
import { MANIFEST_ID } from "@coffer/format/segment";
import type { EngineContext } from "../context/index.ts";
import { osErrorFrom } from "../platform/index.ts";
import { withRepository } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

/** How long a program that was told to end may take before it is killed. */
const GRACE_MS = 5_000;

export interface WithLockOptions extends RepositoryTarget {
  /** Program, and its arguments; found in the PATH of `env`. It has the standard streams of this process. */
  readonly command: readonly [program: string, ...args: string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Once aborted, the program is told to end, and killed after a while if it does not. */
  readonly signal?: AbortSignal | undefined;
}

export interface WithLockResult {
  /** Exit code of the program. */
  readonly exitCode: number;
}

/**
 * Runs a program while this process holds the exclusive lock of a repository, for example to copy it. Needs no key.
 *
 * The files of the repository are complete meanwhile. A commit without changes follows, so that no number of a segment
 * that the program has seen is ever used for another content.
 *
 * @throws {CommandError} If the program cannot be run or was ended by a signal.
 * @throws The reason of `signal`, if that is why the program has ended.
 * @throws {ObjectNotFound} If the repository has no manifest; the program was not run.
 */
export function withLock(options: WithLockOptions, ctx: EngineContext): Promise<WithLockResult> {
  return withRepository(options, ctx, { exclusive: true }, async (repository) => {
    await repository.put(MANIFEST_ID, await repository.get(MANIFEST_ID));
    await repository.closeSegment();
    try {
      return { exitCode: await runProgram(options) };
    } finally {
      await repository.commit();
    }
  });
}

async function runProgram({ command, env, signal }: WithLockOptions): Promise<number> {
  const [program, ...args] = command;
  let ending: { readonly code: number | null; readonly signal: NodeJS.Signals | null };
  try {
    ending = await spawned(program, args, env, signal);
  } catch (error) {
    const cause = osErrorFrom(error, program);
    throw failure(program, cause instanceof Error ? cause.message : String(cause));
  }
  signal?.throwIfAborted();
  if (ending.code !== null) return ending.code;
  throw failure(program, `invalid error code: -${ending.signal === null ? 0 : constants.signals[ending.signal]}`);
}

/** @returns How the program ended. @throws {NodeJS.ErrnoException} If it could not be started. */
function spawned(
  program: string,
  args: readonly string[],
  env: WithLockOptions["env"],
  signal: AbortSignal | undefined,
): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit", env });
    let killer: NodeJS.Timeout | undefined;
    const end = (): void => {
      child.kill("SIGTERM");
      killer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    };
    const settle = (): void => {
      clearTimeout(killer);
      signal?.removeEventListener("abort", end);
    };
    signal?.addEventListener("abort", end, { once: true });
    child.once("error", (error) => {
      settle();
      reject(error);
    });
    child.once("exit", (code, name) => {
      settle();
      resolve({ code, signal: name });
    });
    if (signal?.aborted === true) end();
  });
}

function failure(program: string, reason: string): CommandError {
  return new CommandError(`Error while trying to run '${program}': ${reason}`);
}
