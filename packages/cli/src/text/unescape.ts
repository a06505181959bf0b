/** A backslash in a text that is no escape sequence as it should be. */
export class EscapeError extends Error {
  override readonly name: string = "EscapeError";
}

const SIMPLE: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\n": "",
};

/** Digits after `\x`, `\u` and `\U`. */
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

const CODE_POINT_MAX = 0x10ffff;

/**
 * What a text means where backslashes escape as in a string of Python. Unknown sequences stand for themselves; names of
 * characters (`\N{...}`) are not known.
 *
 * @throws {EscapeError} At the end of the text, or where digits are missing.
 */
export function unescapeText(text: string): string {
  return text.replace(/\\(?:([0-7]{1,3})|([xuU])([0-9a-fA-F]*)|([^]?))/g, (whole: string, octal, kind, hex, simple) => {
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal as string, 8));
    if (kind !== undefined) return hexCharacter(kind as string, hex as string);
    if (simple === "") throw new EscapeError("\\ at end of string");
    if (simple === "N") throw new EscapeError("names of characters (\\N) are not known");
    return SIMPLE[simple as string] ?? whole;
  });
}

function hexCharacter(kind: string, digits: string): string {
  const count = HEX_DIGITS[kind] ?? 0;
  if (digits.length < count) throw new EscapeError(`\\${kind} needs ${count} hexadecimal digits`);
  const code = Number.parseInt(digits.slice(0, count), 16);
  if (code > CODE_POINT_MAX) throw new EscapeError("illegal Unicode character");
  return String.fromCodePoint(code) + digits.slice(count);
}
