import { FormatError } from "./format-error.ts";

/** A piece of a format string: verbatim text, or a field to be filled in. */
export type FormatPiece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "field"; readonly name: string; readonly conversion: string; readonly spec: string };

/** Longest accepted format string, in UTF-16 units. */
const FORMAT_LENGTH_MAX = 1 << 20;

/**
 * Splits a Python format string (`"{mode} {user:6}{NL}"`) into its pieces. `{{` and `}}` stand for braces; a
 * specification may hold braces in pairs.
 *
 * @throws {FormatError} With Python's words if braces do not pair up.
 */
export function parseFormatString(format: string): FormatPiece[] {
  if (format.length > FORMAT_LENGTH_MAX) throw new FormatError("format string is too long");
  const pieces: FormatPiece[] = [];
  let text = "";
  let at = 0;
  while (at < format.length) {
    const char = format[at];
    if (char !== "{" && char !== "}") {
      text += char;
      at += 1;
    } else if (format[at + 1] === char) {
      text += char;
      at += 2;
    } else if (char === "}") {
      throw new FormatError("Single '}' encountered in format string");
    } else {
      if (text !== "") pieces.push({ kind: "text", text });
      text = "";
      const end = endOfField(format, at + 1);
      pieces.push(parseField(format.slice(at + 1, end)));
      at = end + 1;
    }
  }
  if (text !== "") pieces.push({ kind: "text", text });
  return pieces;
}

/** Names of all fields, in order. */
export function fieldNames(format: string): string[] {
  return parseFormatString(format).flatMap((piece) => (piece.kind === "field" ? [piece.name] : []));
}

function endOfField(format: string, start: number): number {
  if (start >= format.length) throw new FormatError("Single '{' encountered in format string");
  let depth = 1;
  let inBrackets = false;
  let inSpec = false;
  for (let at = start; at < format.length; at += 1) {
    const char = format[at];
    if (!inSpec && char === "[") inBrackets = true;
    else if (inBrackets && char === "]") inBrackets = false;
    else if (inBrackets) continue;
    else if (char === ":" || char === "!") inSpec = true;
    else if (char === "{") depth += 1;
    else if (char === "}") {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  throw new FormatError("expected '}' before end of string");
}

function parseField(body: string): FormatPiece {
  const mark = body.search(/[!:]/);
  const name = mark < 0 ? body : body.slice(0, mark);
  if (name.includes("{")) throw new FormatError("unexpected '{' in field name");
  if (mark < 0) return { kind: "field", name, conversion: "", spec: "" };
  if (body[mark] === ":") return { kind: "field", name, conversion: "", spec: body.slice(mark + 1) };
  const conversion = body[mark + 1] ?? "";
  if (conversion === "") throw new FormatError("unmatched '{' in format spec");
  const rest = body.slice(mark + 2);
  if (rest !== "" && !rest.startsWith(":")) throw new FormatError("expected ':' after conversion specifier");
  return { kind: "field", name, conversion, spec: rest.slice(1) };
}
