import type { Log } from "../log/index.ts";
import type { CommandResult, System } from "../system/index.ts";

/** What schedules are installed with. */
export interface ScheduleTools {
  readonly system: System;
  readonly log: Log;
  /** Files and commands are named, not written and run. */
  readonly dryRun: boolean;
  /** Stands before absolute paths; empty but in tests. */
  readonly root: string;
  /** Runs a program to its end. */
  readonly run: (words: readonly string[], input?: string) => Promise<CommandResult>;
}

/** A schedule that cannot be installed, asked about or removed. */
export class ScheduleError extends Error {
  override readonly name: string = "ScheduleError";
}

/**
 * Runs a program that must work.
 *
 * @throws {ScheduleError} With what it has said.
 */
export async function mustRun(tools: ScheduleTools, words: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await tools.run(words, input);
  if (code === 0) return stdout;
  throw new ScheduleError(`${words.join(" ")} has failed (exit code ${code}): ${stderr.trim()}`);
}
