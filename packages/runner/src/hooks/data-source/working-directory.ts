import { resolve } from "node:path";
import { expandHome } from "../../system/index.ts";
import type { DataSourceContext } from "./data-source-hook.ts";

/** Folder that tools run in and that relative paths of the configuration count from. */
export function workingDirectory({
  configuration,
  system,
}: Pick<DataSourceContext, "configuration" | "system">): string {
  return resolve(system.cwd, expandHome(configuration.working_directory ?? "", system));
}
