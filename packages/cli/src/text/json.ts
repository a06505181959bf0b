import { Float, formatFloat } from "./float.ts";

export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>
  | { readonly [key: string]: JsonValue | undefined };

export interface JsonLayout {
  /** Spaces, or the text itself, put before each level; undefined keeps all on one line. */
  readonly indent?: number | string | undefined;
  readonly sortKeys?: boolean;
}

/**
 * Writes JSON as Python's `json.dumps` does: pure ASCII (lone surrogates as `\udcXX`), `", "` and `": "` between the parts,
 * keys in order of code points if sorted, floats as Python prints them. Properties that are `undefined` are left out. A map is an object that keeps its order,
 * whatever its keys look like.
 */
export function dumpJson(value: JsonValue, layout: JsonLayout = {}): string {
  const indent = typeof layout.indent === "number" ? " ".repeat(Math.max(0, layout.indent)) : layout.indent;
  return write(value, indent, layout.sortKeys ?? false, 0);
}

/** `text` in quotes, escaped to ASCII. */
export function quoteJson(text: string): string {
  // The fast path holds for nearly every path name.
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
  return `"${text.replace(/[^ !#-[\]-~]/g, escapeUnit)}"`;
}

function escapeUnit(unit: string): string {
  switch (unit) {
    case '"':
      return '\\"';
    case "\\":
      return "\\\\";
    case "\n":
      return "\\n";
    case "\r":
      return "\\r";
    case "\t":
      return "\\t";
    case "\f":
      return "\\f";
    case "\b":
      return "\\b";
    default:
      return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  }
}

function write(value: JsonValue, indent: string | undefined, sortKeys: boolean, depth: number): string {
  if (value === null) return "null";
  if (typeof value === "string") return quoteJson(value);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value).toString() : jsonFloat(value);
  if (value instanceof Float) return jsonFloat(value.value);
  if (isList(value)) {
    const parts = value.map((part) => write(part, indent, sortKeys, depth + 1));
    return enclose("[", parts, "]", indent, depth);
  }
  const all: Iterable<[string, JsonValue | undefined]> = isMap(value) ? value : Object.entries(value);
  const entries = Array.from(all).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined);
  if (sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const parts = entries.map(([key, part]) => `${quoteJson(key)}: ${write(part, indent, sortKeys, depth + 1)}`);
  return enclose("{", parts, "}", indent, depth);
}

function enclose(open: string, parts: string[], close: string, indent: string | undefined, depth: number): string {
  if (parts.length === 0) return open + close;
  if (indent === undefined) return open + parts.join(", ") + close;
  const inner = `\n${indent.repeat(depth + 1)}`;
  return `${open}${inner}${parts.join(`,${inner}`)}\n${indent.repeat(depth)}${close}`;
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? "-Infinity" : "Infinity";
  return formatFloat(value);
}

function isMap(value: JsonValue): value is ReadonlyMap<string, JsonValue> {
  return value instanceof Map;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
