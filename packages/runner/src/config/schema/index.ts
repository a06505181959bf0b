export { ACTION_NAMES } from "./action-names.ts";
export type { ActionName } from "./action-names.ts";
export { DEPRECATED_HOOKS, HOOK_PLACES, LEGACY_SECTIONS, showHookPlace } from "./deprecated.ts";
export type { HookPlace } from "./deprecated.ts";
export type { ListOption, ObjectOption, Option, OptionTable } from "./option.ts";
export { OPTION_GROUPS, SCHEMA } from "./schema.ts";
export type {
  CheckOptions,
  CommandHook,
  Configuration,
  DrillOptions,
  OptionGroup,
  RepositoryOptions,
} from "./schema.ts";
