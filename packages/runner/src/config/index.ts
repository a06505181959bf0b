/**
 * The configuration: from YAML files to one object that every other part reads.
 *
 * Words: an *option* is one row of the tables in `schema/`, which are the only source of its type, its default, its flag and its text in
 * the manual. A *configuration* holds the options of one file with all it includes, in normalized form: deprecated spellings are gone.
 * A *setting* is an option as the command line sets it. A *tree* is what a file holds, each value with its place.
 *
 * Stands on `runner/system` and the patterns of format.
 *
 * @module
 */
export { defaultConfigurationPlaces, findConfigurationFiles } from "./find-files.ts";
export { configurationWithoutFile, loadConfiguration, loadRawConfiguration } from "./load-configuration.ts";
export type { LoadedConfiguration, LoadOptions, RawConfiguration } from "./load-configuration.ts";
export { renderConfiguration } from "./render-configuration.ts";
export { renderSample, renderSplitSample } from "./sample/index.ts";
export type { SampleValues } from "./sample/index.ts";
export { ACTION_NAMES } from "./schema/index.ts";
export type {
  ActionName,
  CheckOptions,
  CommandHook,
  Configuration,
  DrillOptions,
  Option,
  RepositoryOptions,
} from "./schema/index.ts";
export { findOption, inlineSecrets, optionNames, parseOptionPath } from "./settings/index.ts";
export type { NamedGroup, NamedOption, OptionPath, OptionSetting } from "./settings/index.ts";
export { ConfigurationError } from "./tree/index.ts";
export type { Problem } from "./tree/index.ts";
export { daysOf, frequencyToMs, nearestName, repositoryMatches } from "./validation/index.ts";
