import { PatternSyntaxError } from "./pattern-syntax-error.ts";

/**
 * Compiles the translation of a pattern at once, so that a pattern which is too large for the platform's regular
 * expressions is refused when it is read and not when it is used.
 *
 * @param pattern For the message.
 * @throws {PatternSyntaxError} If the source is invalid or too large.
 */
export function compileRegExp(source: string, flags: "u" | "ui", pattern: string): RegExp {
  try {
    const regex = new RegExp(source, flags);
    // code is made at the first use, and separately for texts of one and of two bytes a character
    for (const text of ["", "\u0100"]) regex.test(text);
    return regex;
  } catch (error) {
    throw new PatternSyntaxError(`invalid pattern: ${pattern.slice(0, 200)}`, { cause: error });
  }
}
