import { splitShell } from "@coffer/cli/text";
import { runCommand } from "../../system/index.ts";
import { DataSourceFailed } from "../data-source/data-source-failed.ts";
import type { DataSourceContext } from "../data-source/data-source-hook.ts";

/**
 * Runs a command of a file system to its end, also when the run is being stopped: snapshots are put away then, too.
 *
 * @param command As the configuration has it; it may hold words of its own.
 * @returns Its standard output.
 * @throws {DataSourceFailed} If it cannot be started or fails.
 */
export async function snapshotCommand(
  command: string,
  words: readonly string[],
  { system, log }: DataSourceContext,
): Promise<string> {
  const all = [...splitShell(command), ...words];
  log.debug(all.join(" "));
  const result = await runCommand(all, system).catch((cause: unknown) => {
    throw new DataSourceFailed(`${all[0]} cannot be run: ${String(cause)}`, { cause });
  });
  if (result.code === 0) return result.stdout;
  throw new DataSourceFailed(`${all.join(" ")} ended with exit code ${result.code}\n${result.stderr}`.trimEnd());
}
