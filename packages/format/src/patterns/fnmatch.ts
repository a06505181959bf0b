import { bracketSetSource, literalSource, readBracketSet } from "./bracket-set.ts";
import { compileRegExp } from "./compile-regexp.ts";

/**
 * Compiles a pattern of style `fm` (Python's fnmatch): `*` any characters, `?` any one, `[set]`, `[!set]`; all of them match
 * slashes, too. Without the prefix and ending that paths get.
 *
 * Takes no longer for many stars: what a star matched is never tried again in another way.
 *
 * @throws {PatternSyntaxError} If the pattern is too large.
 */
export function compileFnmatch(pattern: string): RegExp {
  const pieces = piecesBetweenStars(Array.from(pattern));
  const last = pieces.pop() ?? "";
  if (pieces.length === 0) return compileRegExp(`^(?:${last})$`, "u", pattern);
  const [first = "", ...middle] = pieces;
  // the shortest match of each piece between two stars is as good as any: kept by a lookahead and repeated by its number
  const kept = middle
    .filter((piece) => piece !== "")
    .map((piece, index) => `(?=([^]*?${piece}))\\${index + 1}`)
    .join("");
  return compileRegExp(`^${first}${kept}[^]*${last}$`, "u", pattern);
}

function piecesBetweenStars(characters: readonly string[]): string[] {
  const pieces = [""];
  const add = (source: string): void => {
    pieces.push((pieces.pop() ?? "") + source);
  };
  for (let i = 0; i < characters.length;) {
    const character = characters[i++] ?? "";
    if (character === "*") pieces.push("");
    else if (character === "?") add("[^]");
    else if (character === "[") {
      const bracket = readBracketSet(characters, i, "ignore");
      add(bracket === undefined ? literalSource("[") : bracketSetSource(bracket.set));
      i = bracket?.end ?? i;
    } else add(literalSource(character));
  }
  return pieces;
}
