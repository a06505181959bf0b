import { codePoint } from "./bracket-set.ts";
import { compileRegExp } from "./compile-regexp.ts";
import { PatternSyntaxError } from "./pattern-syntax-error.ts";

/**
 * Compiles a regular expression in Python's syntax, for searching in texts.
 *
 * Words that differ are translated: `\A`, `\Z`, `^`, `$`, `.`, `\d`, `\w`, `\s`, `\b` (all of them by Unicode), `(?P<name>…)`,
 * `(?P=name)`, `(?#…)`, inline flags `aimsux`, atomic groups and possessive repeats. Conditions `(?(1)…)` and `\N{…}` are
 * not supported.
 *
 * @throws {PatternSyntaxError} If Python would refuse it, or it is beyond what is supported.
 */
export function compilePythonRegex(pattern: string): RegExp {
  const { source, ignoreCase } = new Translator(pattern).translate();
  return compileRegExp(source, ignoreCase ? "ui" : "u", pattern);
}

interface Flags {
  readonly ascii: boolean;
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
}

const FLAG_BY_LETTER: Readonly<Record<string, keyof Flags>> = {
  a: "ascii",
  i: "ignoreCase",
  m: "multiline",
  s: "dotAll",
  x: "verbose",
};

/** Uses of `\d`, `\w`, `\s` (a `\b` has four): by Unicode each of them is hundreds of ranges. */
const CLASSES_MAX = 1000;

/** Groups inside each other; Python itself gives up somewhere beyond. */
const DEPTH_MAX = 100;

const SPACES = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const CLASSES: Readonly<Record<string, readonly [unicode: string, ascii: string]>> = {
  d: ["\\p{Nd}", "0-9"],
  w: ["\\p{L}\\p{N}_", "A-Za-z0-9_"],
  s: [SPACES, "\\t-\\r\\x20"],
};

const CONTROLS: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };
const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

class Translator {
  readonly #pattern: string;
  readonly #characters: readonly string[];
  #at = 0;
  #flags: Flags = { ascii: false, ignoreCase: false, multiline: false, dotAll: false, verbose: false };
  /** Groups of the pattern, by Python's number; ours are named `g1`, `g2`, …, since atomic groups add more. */
  #groupCount = 0;
  #atomicCount = 0;
  #classCount = 0;
  readonly #names = new Map<string, number>();
  readonly #openGroups = new Set<number>();

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#characters = Array.from(pattern);
  }

  translate(): { source: string; ignoreCase: boolean } {
    this.#globalFlags();
    const { ignoreCase } = this.#flags;
    const source = this.#alternatives(0);
    if (this.#at < this.#characters.length) this.#fail("unbalanced parenthesis");
    return { source, ignoreCase };
  }

  #globalFlags(): void {
    for (;;) {
      const match = /^\(\?([a-zA-Z]+)\)/.exec(this.#characters.slice(this.#at, this.#at + 16).join(""));
      if (match === null) return;
      this.#flags = this.#withFlags(this.#flags, match[1] ?? "", "");
      this.#at += match[0].length;
    }
  }

  #alternatives(depth: number): string {
    if (depth > DEPTH_MAX) this.#fail("nested too deeply");
    let source = this.#sequence(depth);
    while (this.#take("|")) source += `|${this.#sequence(depth)}`;
    return source;
  }

  #sequence(depth: number): string {
    let source = "";
    for (;;) {
      this.#skipIgnored();
      const next = this.#peek();
      if (next === undefined || next === "|" || next === ")") return source;
      const isPosition = next === "^" || next === "$" || this.#isPositionEscape();
      source += this.#repeated(this.#atom(depth), isPosition);
    }
  }

  /** Comments mean nothing; in verbose mode blanks neither. */
  #skipIgnored(): void {
    for (;;) {
      const next = this.#peek();
      const isVerbose = this.#flags.verbose;
      if (isVerbose && next !== undefined && " \t\n\r\f\v".includes(next)) this.#at++;
      else if (isVerbose && next === "#") while (this.#peek() !== undefined && this.#next() !== "\n");
      else if (next === "(" && this.#characters[this.#at + 1] === "?" && this.#characters[this.#at + 2] === "#") {
        while (this.#next() !== ")");
      } else return;
    }
  }

  #isPositionEscape(): boolean {
    return this.#peek() === "\\" && /^[AZbB]$/.test(this.#characters[this.#at + 1] ?? "");
  }

  #repeated(atom: string, isPosition: boolean): string {
    this.#skipIgnored();
    const repeat = this.#repeat();
    if (repeat === undefined) return atom;
    if (isPosition) this.#fail("nothing to repeat");
    let source = `(?:${atom})${repeat}`;
    if (this.#take("?")) source += "?";
    else if (this.#take("+")) source = this.#atomic(source);
    this.#skipIgnored();
    if (this.#repeat() !== undefined) this.#fail("multiple repeat");
    return source;
  }

  #repeat(): string | undefined {
    const next = this.#peek();
    if (next === "*" || next === "+" || next === "?") return this.#next();
    if (next !== "{") return undefined;
    const match = /^\{(\d*)(?:(,)(\d*))?\}/.exec(this.#characters.slice(this.#at, this.#at + 32).join(""));
    if (match === null || (match[1] === "" && match[2] === undefined)) return undefined;
    this.#at += match[0].length;
    const least = match[1] === "" ? "0" : (match[1] ?? "0");
    const most = match[2] === undefined ? "" : `,${match[3] ?? ""}`;
    if (match[3] !== undefined && match[3] !== "" && Number(match[3]) < Number(least)) {
      this.#fail("min repeat greater than max repeat");
    }
    return `{${least}${most}}`;
  }

  #atomic(source: string): string {
    const name = `a${++this.#atomicCount}`;
    return `(?:(?=(?<${name}>${source}))\\k<${name}>)`;
  }

  #atom(depth: number): string {
    if (this.#repeat() !== undefined) this.#fail("nothing to repeat");
    const next = this.#next();
    switch (next) {
      case "(":
        return this.#group(depth);
      case "[":
        return this.#set();
      case "\\":
        return this.#escape();
      case ".":
        return this.#flags.dotAll ? "[^]" : "[^\\n]";
      case "^":
        return this.#flags.multiline ? "(?:^|(?<=\\n))" : "^";
      case "$":
        return this.#flags.multiline ? "(?=\\n|$)" : "(?=\\n?$)";
      default:
        return codePoint(next.codePointAt(0) ?? 0);
    }
  }

  #group(depth: number): string {
    if (!this.#take("?")) return this.#capturing(depth, undefined);
    const next = this.#next();
    switch (next) {
      case ":":
        return `(?:${this.#inGroup(depth)})`;
      case "=":
      case "!":
        return `(?${next}${this.#inGroup(depth)})`;
      case ">":
        return this.#atomic(this.#inGroup(depth));
      case "P":
        return this.#pythonGroup(depth);
      case "<": {
        const behind = this.#next();
        if (behind !== "=" && behind !== "!") this.#fail(`unknown extension ?<${behind}`);
        return `(?<${behind}${this.#inGroup(depth)})`;
      }
      default:
        this.#at--;
        return this.#flagged(depth);
    }
  }

  #pythonGroup(depth: number): string {
    const next = this.#next();
    if (next === "<") return this.#capturing(depth, this.#nameUntil(">"));
    if (next !== "=") this.#fail(`unknown extension ?P${next}`);
    const name = this.#nameUntil(")");
    const number = this.#names.get(name);
    if (number === undefined) return this.#fail(`unknown group name '${name}'`);
    return this.#reference(number);
  }

  #nameUntil(end: string): string {
    let name = "";
    for (let next = this.#next(); next !== end; next = this.#next()) name += next;
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) this.#fail(`bad character in group name '${name}'`);
    return name;
  }

  #capturing(depth: number, name: string | undefined): string {
    const number = ++this.#groupCount;
    if (name !== undefined) {
      if (this.#names.has(name)) this.#fail(`redefinition of group name '${name}'`);
      this.#names.set(name, number);
    }
    this.#openGroups.add(number);
    const content = this.#inGroup(depth);
    this.#openGroups.delete(number);
    return `(?<g${number}>${content})`;
  }

  #inGroup(depth: number): string {
    const flags = this.#flags;
    const content = this.#alternatives(depth + 1);
    this.#flags = flags;
    if (!this.#take(")")) this.#fail("missing ), unterminated subpattern");
    return content;
  }

  /** `(?i:…)`, `(?-i:…)` and kin; flags for the whole pattern may only stand at its start. */
  #flagged(depth: number): string {
    let letters = "";
    while (/^[a-zA-Z-]$/.test(this.#peek() ?? "")) letters += this.#next();
    if (!this.#take(":")) this.#fail(`unknown extension ?${letters}`);
    const [on = "", off = "", ...rest] = letters.split("-");
    if (rest.length > 0 || (letters.includes("-") && off === "") || letters === "") this.#fail("missing flag");
    const before = this.#flags;
    this.#flags = this.#withFlags(before, on, off);
    const { ignoreCase } = this.#flags;
    const content = this.#inGroup(depth);
    this.#flags = before;
    if (ignoreCase === before.ignoreCase) return `(?:${content})`;
    return `(?${ignoreCase ? "i" : "-i"}:${content})`;
  }

  #withFlags(flags: Flags, on: string, off: string): Flags {
    const changed: Record<string, boolean> = {};
    for (const letter of on) if (letter !== "u") changed[this.#flagName(letter)] = true;
    for (const letter of off) changed[this.#flagName(letter)] = false;
    return { ...flags, ...changed };
  }

  #flagName(letter: string): keyof Flags {
    return FLAG_BY_LETTER[letter] ?? this.#fail(`unknown flag ${letter}`);
  }

  #escape(): string {
    const next = this.#next();
    if (next === "A") return "^";
    if (next === "Z") return "$";
    if (next === "b" || next === "B") return this.#boundary(next === "B");
    if (/^[1-9]$/.test(next)) return this.#numbered(next);
    return this.#characterClass(next) ?? codePoint(this.#escapedCode(next, false));
  }

  #boundary(negated: boolean): string {
    const word = `[${this.#classBody("w")}]`;
    this.#classCount += 3;
    return negated
      ? `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word})(?:(?=[^])|(?<=[^])))` // never in an empty text
      : `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
  }

  #characterClass(letter: string): string | undefined {
    if (!/^[dwsDWS]$/.test(letter)) return undefined;
    const body = this.#classBody(letter.toLowerCase());
    return letter === letter.toLowerCase() ? `[${body}]` : `[^${body}]`;
  }

  #classBody(letter: string): string | undefined {
    if (++this.#classCount > CLASSES_MAX) this.#fail("too many character classes");
    return CLASSES[letter]?.[this.#flags.ascii ? 1 : 0];
  }

  /** `\1` to `\99`, or three octal digits. */
  #numbered(first: string): string {
    const digits = /^\d{0,2}/.exec(this.#characters.slice(this.#at, this.#at + 2).join(""))?.[0] ?? "";
    const octal = first + digits;
    if (/^[0-3][0-7]{2}$/.test(octal)) {
      this.#at += 2;
      return codePoint(Number.parseInt(octal, 8));
    }
    const second = digits.slice(0, 1);
    this.#at += second.length;
    return this.#reference(Number(first + second));
  }

  #reference(number: number): string {
    if (number > this.#groupCount) this.#fail(`invalid group reference ${number}`);
    if (this.#openGroups.has(number)) this.#fail("cannot refer to an open group");
    // in Python a group that took no part matches nothing; here it would match the empty text
    return `(?:\\k<g${number}>)`;
  }

  #escapedCode(letter: string, inSet: boolean): number {
    const hexLength = HEX_LENGTH[letter];
    if (hexLength !== undefined) return this.#hex(hexLength);
    if (/^[0-7]$/.test(letter) && (letter === "0" || inSet)) return this.#octal(letter);
    const control = letter === "b" && !inSet ? undefined : CONTROLS[letter];
    if (control !== undefined) return control;
    if (/^[a-zA-Z0-9]$/.test(letter)) this.#fail(`bad escape \\${letter}`);
    return letter.codePointAt(0) ?? 0;
  }

  #octal(first: string): number {
    let digits = first;
    while (digits.length < 3 && /^[0-7]$/.test(this.#peek() ?? "")) digits += this.#next();
    const code = Number.parseInt(digits, 8);
    if (code > 0o377) this.#fail(`octal escape value \\${digits} outside of range 0-0o377`);
    return code;
  }

  #hex(length: number): number {
    const digits = this.#characters.slice(this.#at, this.#at + length).join("");
    if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length !== length) this.#fail("incomplete escape");
    this.#at += length;
    const code = Number.parseInt(digits, 16);
    if (code > 0x10ffff) this.#fail("bad escape");
    return code;
  }

  /** A class that is left out of (`\W` and kin) cannot stand inside of another: it becomes an alternative. */
  #set(): string {
    const negated = this.#take("^");
    let body = "";
    let complements = "";
    for (let isFirst = true; isFirst || !this.#take("]"); isFirst = false) {
      const member = this.#setMember();
      if (member.startsWith("[^")) complements += `|${member}`;
      else body += member.startsWith("[") ? member.slice(1, -1) : member;
    }
    if (complements === "") return `[${negated ? "^" : ""}${body}]`;
    return negated ? `(?:(?![${body}]${complements})[^])` : `(?:[${body}]${complements})`;
  }

  #setMember(): string {
    const from = this.#setItem();
    const isRange = this.#peek() === "-" && this.#characters[this.#at + 1] !== "]";
    if (!isRange) return typeof from === "number" ? codePoint(from) : from;
    this.#at++;
    const to = this.#setItem();
    if (typeof from !== "number" || typeof to !== "number" || from > to) this.#fail("bad character range");
    return `${codePoint(from)}-${codePoint(to)}`;
  }

  /** A code point, or the source of a class. */
  #setItem(): number | string {
    const next = this.#next();
    if (next !== "\\") return next.codePointAt(0) ?? 0;
    const letter = this.#next();
    return this.#characterClass(letter) ?? this.#escapedCode(letter, true);
  }

  #peek(): string | undefined {
    return this.#characters[this.#at];
  }

  #next(): string {
    return this.#characters[this.#at++] ?? this.#fail("unexpected end of pattern");
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }

  #fail(reason: string): never {
    throw new PatternSyntaxError(`${reason} at position ${this.#at}: ${this.#pattern}`);
  }
}
