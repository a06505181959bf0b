import { bracketSetSource, literalSource, readBracketSet } from "./bracket-set.ts";

/**
 * Compiles a pattern of style `sh`: `*` and `?` match within one name, `**` followed by a slash any count of folders,
 * `[set]` and `[!set]` as written. Without the ending that paths get.
 *
 * @throws {PatternSyntaxError} If a set has a range from a later character to an earlier one.
 */
export function shellPatternRegExp(pattern: string): RegExp {
  const characters = Array.from(pattern);
  let source = "";
  for (let i = 0; i < characters.length;) {
    const character = characters[i++] ?? "";
    if (character === "*" && characters[i] === "*" && characters[i + 1] === "/") {
      source += "(?:[^\\/]*\\/)*";
      i += 2;
    } else if (character === "*") source += "[^\\/]*";
    else if (character === "?") source += "[^\\/]";
    else if (character === "[") {
      const bracket = readBracketSet(characters, i, "refuse");
      source += bracket === undefined ? literalSource("[") : bracketSetSource(bracket.set);
      i = bracket?.end ?? i;
    } else source += literalSource(character);
  }
  return new RegExp(`^(?:${source})$`, "u");
}

/**
 * Whether a whole text fits a shell pattern: how `--glob-archives` chooses archives by name.
 *
 * @throws {PatternSyntaxError} As {@link shellPatternRegExp}.
 */
export function compileShellPattern(pattern: string): (text: string) => boolean {
  const regex = shellPatternRegExp(pattern);
  return (text) => regex.test(text);
}
