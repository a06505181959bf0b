import type { Configuration } from "../../config/index.ts";

/** The options of retention as Borg takes them. */
export function retentionOptions(configuration: Configuration): string[] {
  return Object.entries(configuration)
    .filter(([name, value]) => name.startsWith("keep_") && name !== "keep_exclude_tags" && value !== undefined)
    .flatMap(([name, value]) => [`--${name.replaceAll("_", "-")}`, String(value)]);
}
