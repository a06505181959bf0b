import { LEGACY_SECTIONS } from "../schema/index.ts";
import { scalar, withoutEntries, type MappingNode, type Report } from "../tree/index.ts";
import { findOption } from "./find-option.ts";
import { parseOptionPath, showOptionPath, type OptionPath } from "./option-path.ts";
import { setOption, SettingRefused } from "./set-option.ts";
import { settingValue } from "./setting-value.ts";

/** An option that the command line sets. */
export interface OptionSetting {
  /** The flag, for messages. */
  readonly flag: string;
  readonly path: OptionPath;
  /**
   * Text as it was given, which is YAML unless the option holds text; or what a flag without a value stands for. Null: a set of options is
   * to be as if it were not there.
   */
  readonly value: string | number | boolean | null;
}

/** The tree with the options of the command line set in order. */
export function applySettings(root: MappingNode, settings: readonly OptionSetting[], report: Report): MappingNode {
  let result = root;
  for (const { flag, path, value } of settings) {
    if (value === null) {
      result = withoutEntries(result, [String(path[0])]);
      continue;
    }
    try {
      const node = typeof value === "string" ? settingValue(value, findOption(path), flag) : scalar(value, flag);
      result = setOption(result, path, node);
    } catch (error) {
      if (!(error instanceof SettingRefused)) throw error;
      report.problem(flag, "", error.message);
    }
  }
  return result;
}

/** `--override option.suboption=value` as settings; a section of old in front of the option is dropped. */
export function readOverrides(overrides: readonly string[], report: Report): readonly OptionSetting[] {
  if (overrides.length > 0) {
    report.warn("--override", "is deprecated; every option has a flag of its own, such as --keep-daily 7");
  }
  return overrides.flatMap((override) => {
    const [name = "", ...rest] = override.split("=");
    const path = parseOptionPath(name);
    if (path === undefined || rest.length === 0) {
      report.problem(`--override ${name}`, "", "write option=value or option.suboption=value");
      return [];
    }
    const stripped = path.length > 1 && LEGACY_SECTIONS.includes(String(path[0])) ? path.slice(1) : path;
    const flag = `--override ${showOptionPath(path)}`;
    return [{ flag, path: stripped, value: rest.join("=") }];
  });
}
