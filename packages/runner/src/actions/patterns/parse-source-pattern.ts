import { type PatternStyle, PatternSyntaxError, patternStyle } from "@coffer/format/patterns";
import type { SourcePattern } from "../../hooks/index.ts";
import { ActionError } from "../action-error.ts";

const LINE = /^([RP+!-]) (.*)$/s;
const STYLED = /^(\w\w):(.*)$/s;

/** A folder or file to back up. */
export function rootPattern(path: string): SourcePattern {
  return { type: "R", style: "", path, origin: "configuration" };
}

/**
 * Reads one line of Borg's patterns.
 *
 * @throws {ActionError} If it is none.
 */
export function parseSourcePattern(line: string): SourcePattern {
  const [, type, rest = ""] = LINE.exec(line) ?? [];
  if (type === undefined) {
    throw new ActionError(`Not a pattern: ${line} (it begins with R, P, +, - or !, and a space)`);
  }
  const style = type === "R" ? undefined : styleOf(rest);
  const path = style === undefined ? rest : rest.slice(style.length + 1);
  return { type: type as SourcePattern["type"], style: style ?? "", path, origin: "configuration" };
}

/** An exclude as `exclude_patterns` has it: without a style, it is one of fnmatch. Folders that match are not looked into. */
export function excludePattern(line: string): SourcePattern {
  const text = line.trim();
  const style = styleOf(text);
  const path = style === undefined ? text : text.slice(style.length + 1);
  return { type: "!", style: style ?? "fm", path, origin: "configuration" };
}

function styleOf(text: string): PatternStyle | undefined {
  const [, style] = STYLED.exec(text) ?? [];
  if (style === undefined) return undefined;
  try {
    return patternStyle(style);
  } catch (error) {
    if (error instanceof PatternSyntaxError) return undefined;
    throw error;
  }
}
