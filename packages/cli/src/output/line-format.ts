import { BorgError } from "@coffer/format/errors";
import {
  FormatError,
  type FormatPiece,
  type FormatSpec,
  formatValue,
  parseFormatSpec,
  parseFormatString,
  reprText,
} from "../text/index.ts";
import { TimeValue } from "./time-value.ts";

/** What a key of a list format may hold. */
export type FieldValue = string | number | TimeValue;

/** A `--format` that names unknown keys or is malformed. */
export class InvalidListFormat extends BorgError {
  static override readonly msgid: string = "Error";

  constructor(format: string, reason: string) {
    super(`Invalid format ${reprText(format)}: ${reason}`);
  }
}

/** Keys that are the same in every line. */
const FIXED_KEYS: Readonly<Record<string, string>> = {
  LF: "\n",
  SPACE: " ",
  TAB: "\t",
  CR: "\r",
  NUL: "\0",
  NEWLINE: "\n",
  NL: "\n",
};

/** Writes one line. */
export type LineWriter<T> = (subject: T) => string;

/**
 * Turns a format string into a function that writes the line of one subject.
 *
 * @param valueOf The values by key; keys that are missing from it are unknown.
 * @throws {InvalidListFormat} At once for unknown keys and wrong syntax; from the function for a specification that does not
 *   fit a value.
 */
export function compileLine<T>(
  format: string,
  valueOf: ReadonlyMap<string, (subject: T) => FieldValue>,
): LineWriter<T> {
  const parts = guard(format, () => parseFormatString(format).map((piece) => compilePiece(format, piece, valueOf)));
  return (subject) => {
    let line = "";
    try {
      for (const part of parts) line += typeof part === "string" ? part : part(subject);
    } catch (error) {
      if (error instanceof FormatError) throw new InvalidListFormat(format, error.message);
      throw error;
    }
    return line;
  };
}

function guard<R>(format: string, work: () => R): R {
  try {
    return work();
  } catch (error) {
    if (error instanceof FormatError) throw new InvalidListFormat(format, error.message);
    throw error;
  }
}

function compilePiece<T>(
  format: string,
  piece: FormatPiece,
  valueOf: ReadonlyMap<string, (subject: T) => FieldValue>,
): string | LineWriter<T> {
  if (piece.kind === "text") return piece.text;
  const fixed = FIXED_KEYS[piece.name];
  if (fixed !== undefined) return writeValue(fixed, piece.conversion, piece.spec);
  const value = valueOf.get(piece.name);
  if (value === undefined) throw new InvalidListFormat(format, `there is no key ${reprText(piece.name)}`);
  const { conversion, spec } = piece;
  if (spec.includes("{")) throw new InvalidListFormat(format, "a specification cannot hold fields");
  if (conversion === "" && spec === "") return (subject) => plain(value(subject));
  let parsed: FormatSpec | undefined;
  return (subject) => {
    const one = value(subject);
    if (one instanceof TimeValue && conversion === "") return one.format(spec);
    parsed ??= parseFormatSpec(spec);
    return formatValue(converted(one, conversion), parsed);
  };
}

function writeValue(value: FieldValue, conversion: string, spec: string): string {
  return formatValue(converted(value, conversion), parseFormatSpec(spec));
}

function converted(value: FieldValue, conversion: string): string | number {
  switch (conversion) {
    case "":
      return value instanceof TimeValue ? value.format("") : value;
    case "s":
      return plain(value);
    case "r":
    case "a":
      return typeof value === "string" ? reprText(value) : plain(value);
    default:
      throw new FormatError(`Unknown conversion specifier ${reprText(conversion)}`);
  }
}

function plain(value: FieldValue): string {
  return value instanceof TimeValue ? value.format("") : String(value);
}
