import type { CacheStatistics, DeletedSizes } from "@coffer/engine/commands";
import type { CommandRun } from "./command.ts";
import { DASHES, STATS_HEADER, formatSizes, formatTotals } from "../output/index.ts";

/** Shows what `delete` and `prune` have freed, and the totals of the repository where they were found. */
export function logDeletionStatistics(
  run: CommandRun,
  result: { readonly deleted: DeletedSizes; readonly cache: CacheStatistics | undefined },
  iec: boolean,
): void {
  const deleted = formatSizes("Deleted data:", result.deleted, iec);
  const totals = result.cache === undefined ? [] : [formatTotals(result.cache, iec)];
  run.logger.logLines("stats", [DASHES, STATS_HEADER, deleted, ...totals, DASHES].join("\n"));
}
