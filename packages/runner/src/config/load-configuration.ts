import type { System } from "../system/index.ts";
import { applyConstants, applyEnvironment } from "./interpolation/index.ts";
import { liftSections, normalize } from "./normalization/index.ts";
import type { Configuration } from "./schema/index.ts";
import { applySettings, readOverrides, type OptionSetting } from "./settings/index.ts";
import {
  ConfigurationError,
  describe,
  list,
  mapping,
  Report,
  toValue,
  withoutEntries,
  type ConfigNode,
  type MappingNode,
} from "./tree/index.ts";
import { validateRules, validateSchema } from "./validation/index.ts";
import { loadTree } from "./yaml/index.ts";

/** What the command line has to say about the configuration. */
export interface LoadOptions {
  /** Options that flags set. */
  readonly settings?: readonly OptionSetting[];
  /** Texts of `--override`. */
  readonly overrides?: readonly string[];
  /** `--no-environment-interpolation` sets it to false, and so does `config validate`. */
  readonly resolveEnvironment?: boolean;
}

/** A configuration that can be used. */
export interface LoadedConfiguration {
  readonly configuration: Configuration;
  /** Every file that it was read from, includes too; the file itself first. */
  readonly paths: readonly string[];
  /** Deprecated forms and the like, one line each with its place. */
  readonly warnings: readonly string[];
}

/**
 * Loads one configuration file: includes, flags, constants, environment, old forms, validation.
 *
 * @param path Absolute.
 * @throws {ConfigurationError} With everything that is wrong.
 */
export function loadConfiguration(path: string, options: LoadOptions, system: System): LoadedConfiguration {
  const { root, paths } = loadTree(path, system);
  return { ...finish(path, topLevel(root, path), options, system), paths };
}

/**
 * A configuration without a file, for what has to work before there is one: no repositories but those that flags set.
 *
 * @throws {ConfigurationError} With everything that is wrong.
 */
export function configurationWithoutFile(options: LoadOptions, system: System): LoadedConfiguration {
  const origin = "the command line";
  const root = mapping([["repositories", list([], origin)]], origin);
  return { ...finish(origin, root, options, system, false), paths: [] };
}

/** What a file holds before anything in it is replaced. */
export interface RawConfiguration {
  readonly values: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
}

/**
 * Loads a configuration file for writing it anew: with its includes and in today's form, but `{constants}` and `${VARIABLES}` stay.
 *
 * @throws {ConfigurationError} With everything that is wrong.
 */
export function loadRawConfiguration(path: string, system: System): RawConfiguration {
  const report = new Report();
  const tree = liftSections(topLevel(loadTree(path, system).root, path), report);
  const root = normalize(tree, system.cwd, report);
  // added for every configuration, whether it says so or not
  const own = tree.entries.has("bootstrap") || tree.entries.has("store_config_files");
  if (report.problems.length > 0) throw new ConfigurationError(path, report.problems);
  return {
    values: toValue(own ? root : withoutEntries(root, ["bootstrap"])) as RawConfiguration["values"],
    warnings: report.warnings,
  };
}

function topLevel(root: ConfigNode, path: string): MappingNode {
  if (root.kind === "mapping") return root;
  const empty = root.kind === "scalar" && root.value === null;
  const message = empty
    ? "there are no options; see `coffermatic config generate` for all there are"
    : `options are needed here, each as \`name: value\`, not ${describe(root)}`;
  throw new ConfigurationError(path, [{ origin: root.origin, option: "", message }]);
}

function finish(
  path: string,
  tree: MappingNode,
  options: LoadOptions,
  system: System,
  withRules: boolean = true,
): Omit<LoadedConfiguration, "paths"> {
  const report = new Report();
  const settings = [...(options.settings ?? []), ...readOverrides(options.overrides ?? [], report)];
  let root = applySettings(liftSections(tree, report), settings, report);
  root = applyConstants(root, report);
  if (options.resolveEnvironment ?? true) root = applyEnvironment(root, system.env, report);
  root = normalize(root, system.cwd, report);
  const before = report.problems.length;
  validateSchema(root, report);
  const configuration = toValue(root) as Configuration;
  // rules look at options that the schema has found to be as they should
  if (withRules && report.problems.length === before) validateRules(root, configuration, system.cwd, report);
  if (report.problems.length > 0) throw new ConfigurationError(path, report.problems);
  return { configuration, warnings: report.warnings };
}
