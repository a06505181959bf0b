import { type JsonValue, dumpJson } from "../text/index.ts";

/**
 * A JSON answer on standard output: sorted keys, indented by four unless BORG_JSON_INDENT says otherwise (a number of
 * blanks, a text, or `none` for one line).
 */
export function formatJsonAnswer(value: JsonValue, indentSetting: string | undefined): string {
  return `${dumpJson(value, { sortKeys: true, indent: indentOf(indentSetting) })}\n`;
}

function indentOf(setting: string | undefined): number | string | undefined {
  if (setting === undefined) return 4;
  if (setting.toLowerCase() === "none") return undefined;
  return /^\s*[-+]?\d+\s*$/.test(setting) ? Math.min(Number(setting), 64) : setting;
}
