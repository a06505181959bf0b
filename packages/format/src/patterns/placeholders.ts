import { InvalidPlaceholder, PlaceholderError } from "../errors/index.ts";

/** Formats a placeholder's value by what stands behind the colon (Python's format specification; may be empty). */
export type PlaceholderValue = (spec: string) => string;

/** Braces that do not pair up; the message is Python's. */
export class PlaceholderSyntaxError extends Error {
  override readonly name: string = "PlaceholderSyntaxError";
}

/**
 * Fills `{name}` and `{name:spec}` into a text; `{{` and `}}` stand for braces.
 *
 * @throws {InvalidPlaceholder} If a name has no value, or asks for a conversion (`!r`).
 * @throws {PlaceholderError} If a field has no name, or its value throws.
 * @throws {PlaceholderSyntaxError} If braces do not pair up.
 */
export function fillPlaceholders(text: string, values: ReadonlyMap<string, PlaceholderValue>): string {
  const pieces = piecesOf(text);
  for (const piece of pieces) {
    if (typeof piece === "string" || piece.name === "") continue;
    if (piece.isConverted || !values.has(piece.name)) throw new InvalidPlaceholder(piece.name, text);
  }
  return pieces.map((piece) => (typeof piece === "string" ? piece : valueOf(piece, values, text))).join("");
}

interface Field {
  readonly name: string;
  readonly spec: string;
  readonly isConverted: boolean;
}

function valueOf(field: Field, values: ReadonlyMap<string, PlaceholderValue>, text: string): string {
  const value = values.get(field.name);
  if (value === undefined) throw new PlaceholderError(text, "ValueError(Format string contains positional fields)");
  const spec = field.spec.includes("{") ? fillPlaceholders(field.spec, values) : field.spec;
  try {
    return value(spec);
  } catch (error) {
    throw new PlaceholderError(text, `ValueError(${(error as Error).message})`);
  }
}

function piecesOf(text: string): (string | Field)[] {
  const pieces: (string | Field)[] = [];
  for (let at = 0; at < text.length;) {
    const brace = text.slice(at).search(/[{}]/);
    const end = brace < 0 ? text.length : at + brace;
    if (end > at) pieces.push(text.slice(at, end));
    if (end === text.length) break;
    at = end + 1;
    if (text[at] === text[end]) {
      pieces.push(text[at++] ?? "");
      continue;
    }
    if (text[end] === "}") throw new PlaceholderSyntaxError("Single '}' encountered in format string");
    const close = closingBrace(text, at);
    pieces.push(fieldOf(text.slice(at, close)));
    at = close + 1;
  }
  return pieces;
}

/** A specification may hold fields of its own. */
function closingBrace(text: string, start: number): number {
  if (start >= text.length) throw new PlaceholderSyntaxError("Single '{' encountered in format string");
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  throw new PlaceholderSyntaxError("expected '}' before end of string");
}

function fieldOf(body: string): Field {
  const mark = body.search(/[!:]/);
  const name = mark < 0 ? body : body.slice(0, mark);
  if (name.includes("{")) throw new PlaceholderSyntaxError("unexpected '{' in field name");
  const isConverted = body[mark] === "!";
  return { name, spec: mark < 0 || isConverted ? "" : body.slice(mark + 1), isConverted };
}
