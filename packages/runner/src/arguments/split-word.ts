import type { FlagLookup, FlagMatch } from "./flag-lookup.ts";

/** A word of the command line that is a flag. */
export interface FlagWord {
  readonly name: string;
  readonly match: FlagMatch;
  /** What stands in the same word: `--name=value`, `-v2`. */
  readonly value?: string;
  /** More short flags that stand in the same word: `-nv`. */
  readonly rest?: string;
}

/** Reads a word that begins with a dash. Nothing if it is no flag that is known. */
export function readFlagWord(word: string, lookup: FlagLookup): FlagWord | undefined {
  const whole = lookup.find(word);
  if (whole !== undefined) return { name: word, match: whole };
  if (word.startsWith("--")) {
    const at = word.indexOf("=");
    const match = at === -1 ? undefined : lookup.find(word.slice(0, at));
    return match === undefined ? undefined : { name: word.slice(0, at), match, value: word.slice(at + 1) };
  }
  const name = word.slice(0, 2);
  const match = word.length > 2 ? lookup.find(name) : undefined;
  if (match === undefined) return undefined;
  const behind = word.slice(2);
  return match.takesValue
    ? { name, match, value: behind.startsWith("=") ? behind.slice(1) : behind }
    : { name, match, rest: `-${behind}` };
}

/** Whether a word cannot be the value of the flag before it: it is a flag itself. Negative numbers and `-` are values. */
export function looksLikeFlag(word: string): boolean {
  return /^-./.test(word) && !/^-\d+(?:\.\d+)?$/.test(word) && !word.includes(" ");
}
