import { PatternSyntaxError } from "./pattern-syntax-error.ts";

/** What stands between the brackets of a shell pattern. */
export interface BracketSet {
  readonly negated: boolean;
  /** First and last code point of each range. */
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

/**
 * Reads the set that begins behind the bracket at `start - 1`. A `]` right at the start stands for itself.
 *
 * @param characters The pattern by code points.
 * @returns The set and where the pattern goes on, or `undefined` if no bracket closes it.
 */
export function readBracketSet(
  characters: readonly string[],
  start: number,
  emptyRanges: "ignore" | "refuse",
): { set: BracketSet; end: number } | undefined {
  const negated = characters[start] === "!";
  const first = negated ? start + 1 : start;
  const end = characters.indexOf("]", first + 1);
  if (end < 0) return undefined;
  const codes = characters.slice(first, end).map((character) => character.codePointAt(0) ?? 0);
  return { set: { negated, ranges: rangesOf(codes, emptyRanges) }, end: end + 1 };
}

const HYPHEN = 0x2d;

function rangesOf(codes: readonly number[], emptyRanges: "ignore" | "refuse"): [number, number][] {
  const ranges: [number, number][] = [];
  for (let i = 0; i < codes.length; i++) {
    const from = codes[i] ?? 0;
    const to = codes[i + 2];
    if (codes[i + 1] !== HYPHEN || to === undefined) {
      ranges.push([from, from]);
      continue;
    }
    if (from <= to) ranges.push([from, to]);
    else if (emptyRanges === "refuse") {
      throw new PatternSyntaxError(`bad character range ${String.fromCodePoint(from)}-${String.fromCodePoint(to)}`);
    }
    i += 2;
  }
  return ranges;
}

/** The set as a class of a regular expression with flag `u`. */
export function bracketSetSource({ negated, ranges }: BracketSet): string {
  if (ranges.length === 0) return negated ? "[^]" : "[]";
  const members = ranges.map(([from, to]) => (from === to ? codePoint(from) : `${codePoint(from)}-${codePoint(to)}`));
  return `[${negated ? "^" : ""}${members.join("")}]`;
}

/** A character that stands for itself wherever flag `u` holds. */
export function codePoint(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

/** Literal text for a regular expression with flag `u`. */
export function literalSource(text: string): string {
  let source = "";
  for (const character of text) {
    source += /^[A-Za-z0-9_]$/.test(character) ? character : codePoint(character.codePointAt(0) ?? 0);
  }
  return source;
}
