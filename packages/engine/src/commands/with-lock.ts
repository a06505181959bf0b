import { spawn } from "node:child_process";
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

async function runProgram(options: WithLockOptions): Promise<number> {
  const { command, env, signal } = options;
  const [program, ...args] = command;
  try {
    return await new Promise<number>((resolve, reject) => {
      const child = spawn(program, args, { stdio: "inherit", env });
      let killer: NodeJS.Timeout | undefined;
      const end = (): void => {
        child.kill("SIGTERM");
        killer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
      };
      signal?.addEventListener("abort", end, { once: true });
      const settle = (): void => {
        clearTimeout(killer);
        signal?.removeEventListener("abort", end);
      };
      child.once("error", (error) => {
        settle();
        reject(error);
      });
      child.once("exit", (code, name) => {
        settle();
        if (code === null) reject(new Error(`ended by ${name ?? "a signal"}`));
        else resolve(code);
      });
      if (signal?.aborted === true) end();
    });
  } catch (error) {
    const cause = osErrorFrom(error, program);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`Error while trying to run '${program}': ${reason}`, { cause: error });
  }
}
