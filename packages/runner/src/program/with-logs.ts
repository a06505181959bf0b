import type { CommandLine } from "../arguments/index.ts";
import { type Configuration, configurationWithoutFile } from "../config/index.ts";
import { type OpenLogs, openLogs } from "../run/index.ts";
import type { System } from "../system/index.ts";

/** Does `work` with the logs that configurations want, and writes them out. */
export async function withLogs<Result>(
  configurations: readonly Configuration[],
  system: System,
  work: (logs: OpenLogs) => Promise<Result>,
): Promise<Result> {
  const logs = openLogs({ configurations, system, isJson: false });
  try {
    return await work(logs);
  } finally {
    await logs.close();
  }
}

/** What flags alone say: enough for logs, where there is no configuration yet or none is needed. */
export function withoutFile({ settings, overrides }: CommandLine, system: System): Configuration {
  return configurationWithoutFile({ settings, overrides }, system).configuration;
}
