import { type BootstrapFlags, bootstrapConfiguration } from "../actions/index.ts";
import type { CommandLine } from "../arguments/index.ts";
import { runBootstrap, watchSignals } from "../run/index.ts";
import type { System } from "../system/index.ts";
import { withLogs, withoutFile } from "./with-logs.ts";

/**
 * `config bootstrap`: restores the configuration from an archive, where there is none yet.
 *
 * @throws {ConfigurationError} If a flag sets an option to what it cannot be.
 */
export async function bootstrapFiles(flags: BootstrapFlags, line: CommandLine, system: System): Promise<number> {
  const configuration = { ...withoutFile(line, system), ...bootstrapConfiguration(flags) };
  const watch = watchSignals();
  return await withLogs([configuration], system, async ({ log, verbosity }) => {
    const { signal } = watch;
    const failed = await runBootstrap(
      flags,
      { configuration, dryRun: line.dryRun },
      { system, log, verbosity, signal },
    );
    return watch.exitCode ?? (failed ? 1 : 0);
  });
}
