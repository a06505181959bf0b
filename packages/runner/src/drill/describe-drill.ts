import { formatFileSize } from "@coffer/cli/text";
import type { DrillResult } from "./drill-result.ts";

/** A result in a line for a person. */
export function describeDrill(result: DrillResult): string {
  const { archive, outcome, items, bytes, restore_ms, sources_compared, databases } = result;
  const speed = restore_ms === 0 ? "" : ` (${formatFileSize(Math.round((bytes * 1000) / restore_ms))}/s)`;
  const parts = [
    `${items} items with ${formatFileSize(bytes)} restored in ${(restore_ms / 1000).toFixed(1)} s${speed}`,
    ...(sources_compared === 0 ? [] : [`${sources_compared} unchanged source files compared`]),
    ...(databases.length === 0 ? [] : [`${databases.length} ${databases.length === 1 ? "dump" : "dumps"} loaded`]),
  ];
  return `Drill of archive ${archive} has ${outcome}: ${parts.join(", ")}`;
}
