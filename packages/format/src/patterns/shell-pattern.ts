import { bracketSetSource, literalSource, readBracketSet } from "./bracket-set.ts";
import type { BracketSet } from "./bracket-set.ts";
import { compileRegExp } from "./compile-regexp.ts";

/**
 * Compiles a pattern of style `sh`: `*` and `?` match within one name, `**` followed by a slash any count of folders,
 * `[set]` and `[!set]` as written. Without the ending that paths get.
 *
 * @throws {PatternSyntaxError} If a set has a range from a later character to an earlier one, or the pattern is too large.
 */
export function shellPatternRegExp(pattern: string): RegExp {
  return compileRegExp(`^(?:${sourceOf(tokensOf(pattern))})$`, "u", pattern);
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

interface Token {
  readonly kind: "star" | "folders" | "one";
  readonly source: string;
  /** Whether it may match a slash. */
  readonly isSlash: boolean;
}

const STAR: Token = { kind: "star", source: "[^\\/]*", isSlash: false };
const FOLDERS: Token = { kind: "folders", source: "(?:[^\\/]*\\/)*", isSlash: true };
const ANY: Token = { kind: "one", source: "[^\\/]", isSlash: false };

function tokensOf(pattern: string): Token[] {
  const characters = Array.from(pattern);
  const tokens: Token[] = [];
  // of equal wildcards in a row one is enough
  const addWildcard = (token: Token): void => {
    if (tokens.at(-1) !== token) tokens.push(token);
  };
  for (let i = 0; i < characters.length;) {
    const character = characters[i++] ?? "";
    if (character === "*" && characters[i] === "*" && characters[i + 1] === "/") {
      addWildcard(FOLDERS);
      i += 2;
    } else if (character === "*") addWildcard(STAR);
    else if (character === "?") tokens.push(ANY);
    else if (character === "[") {
      const bracket = readBracketSet(characters, i, "refuse");
      tokens.push(bracket === undefined ? literal("[") : bracketToken(bracket.set));
      i = bracket?.end ?? i;
    } else tokens.push(literal(character));
  }
  return tokens;
}

function literal(character: string): Token {
  return { kind: "one", source: literalSource(character), isSlash: character === "/" };
}

const SLASH = 0x2f;

function bracketToken(set: BracketSet): Token {
  const hasSlash = set.ranges.some(([from, to]) => from <= SLASH && SLASH <= to);
  return { kind: "one", source: bracketSetSource(set), isSlash: hasSlash !== set.negated };
}

/**
 * What stands between two stars of the same name is matched at its first place and never elsewhere: the second star makes up
 * for the rest. So many stars take no longer.
 */
function sourceOf(tokens: readonly Token[]): string {
  let source = "";
  let keptCount = 0;
  for (let i = 0; i < tokens.length;) {
    const token = tokens[i];
    if (token !== STAR) {
      source += token?.source ?? "";
      i++;
      continue;
    }
    const next = tokens.findIndex((other, at) => at > i && (other.kind !== "one" || other.isSlash));
    if (tokens[next] === STAR) {
      const between = tokens.slice(i + 1, next).map((other) => other.source);
      source += `(?=([^\\/]*?${between.join("")}))\\${++keptCount}`;
      i = next;
    } else {
      source += token.source;
      i++;
    }
  }
  return source;
}
