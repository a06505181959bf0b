import { bootstrap } from "./bootstrap.ts";
import type { DataSourceHook } from "./data-source-hook.ts";

/** All data sources, in the order in which they run. */
export const DATA_SOURCE_HOOKS: readonly DataSourceHook[] = [bootstrap];
