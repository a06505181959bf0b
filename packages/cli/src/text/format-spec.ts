import { Float, formatFloat } from "./float.ts";
import { FormatError } from "./format-error.ts";
import { formatFixed } from "./fixed.ts";
import { textLength } from "./width.ts";

/** A format specification in Python's small language: `[[fill]align][sign][#][0][width][,_][.precision][type]`. */
export interface FormatSpec {
  readonly fill: string;
  readonly align: "<" | ">" | "^" | "=" | "";
  readonly sign: "+" | "-" | " " | "";
  readonly alternate: boolean;
  readonly zero: boolean;
  readonly width: number;
  readonly grouping: "," | "_" | "";
  readonly precision: number | undefined;
  readonly type: string;
}

const SPEC_SHAPE =
  /^(?:([\s\S])(?=[<>=^])|)([<>=^]?)([-+ ]?)(z?)(#?)(0?)(\d*)([,_]?)(?:\.(\d+))?([bcdeEfFgGnosxX%]?)$/u;
/** Widths and precisions above this are refused instead of filling the memory. */
const WIDTH_MAX = 65_536;

/** @throws {FormatError} If `text` is not in the language. */
export function parseFormatSpec(text: string): FormatSpec {
  const match = SPEC_SHAPE.exec(text);
  if (match === null) throw new FormatError("Invalid format specifier");
  const [, fill, align, sign, , alternate, zero, width, grouping, precision, type] = match;
  const spec: FormatSpec = {
    fill: fill ?? " ",
    align: (align ?? "") as FormatSpec["align"],
    sign: (sign ?? "") as FormatSpec["sign"],
    alternate: alternate === "#",
    zero: zero === "0",
    width: Number(width === "" ? 0 : width),
    grouping: (grouping ?? "") as FormatSpec["grouping"],
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? "",
  };
  if (spec.width > WIDTH_MAX || (spec.precision ?? 0) > WIDTH_MAX) {
    throw new FormatError("Too many decimal digits in format string");
  }
  return spec;
}

/** Python's `format(value, spec)` for text. */
export function formatText(value: string, spec: FormatSpec): string {
  if (spec.type !== "" && spec.type !== "s") throw unknownCode(spec.type, "str");
  if (spec.sign !== "") throw new FormatError("Sign not allowed in string format specifier");
  if (spec.alternate) throw new FormatError("Alternate form (#) not allowed in string format specifier");
  if (spec.align === "=") throw new FormatError("'=' alignment not allowed in string format specifier");
  if (spec.grouping !== "") throw new FormatError(`Cannot specify '${spec.grouping}' with 's'.`);
  const cut = spec.precision === undefined ? value : Array.from(value).slice(0, spec.precision).join("");
  return pad(cut, "", spec, "<");
}

/** Python's `format(value, spec)` for a whole number. */
export function formatInteger(value: number | bigint, spec: FormatSpec): string {
  if ("eEfFgG%".includes(spec.type) && spec.type !== "") return formatReal(Number(value), spec);
  if (spec.precision !== undefined) throw new FormatError("Precision not allowed in integer format specifier");
  const whole = BigInt(value);
  const magnitude = whole < 0n ? -whole : whole;
  let digits: string;
  let prefix = "";
  switch (spec.type) {
    case "":
    case "d":
    case "n":
      digits = magnitude.toString();
      break;
    case "b":
      digits = magnitude.toString(2);
      prefix = spec.alternate ? "0b" : "";
      break;
    case "o":
      digits = magnitude.toString(8);
      prefix = spec.alternate ? "0o" : "";
      break;
    case "x":
    case "X":
      digits = magnitude.toString(16);
      if (spec.type === "X") digits = digits.toUpperCase();
      prefix = spec.alternate ? `0${spec.type}` : "";
      break;
    case "c":
      if (whole < 0n || whole > 0x10ffffn) throw new FormatError("%c arg not in range(0x110000)");
      return pad(String.fromCodePoint(Number(magnitude)), "", spec, "<");
    default:
      throw unknownCode(spec.type, "int");
  }
  const groupSize = spec.type === "" || spec.type === "d" ? 3 : 4;
  const sign = signOf(whole < 0n, spec) + prefix;
  return pad(group(digits, spec, groupSize, sign.length), sign, spec, ">");
}

/** Python's `format(value, spec)` for a float. */
export function formatReal(value: number, spec: FormatSpec): string {
  const negative = value < 0 || Object.is(value, -0);
  const digits = realDigits(Math.abs(value), spec);
  const [whole = "", ...rest] = digits.split(/(?=[.e])/);
  const sign = signOf(negative, spec);
  const fraction = rest.join("");
  const grouped = Number.isFinite(value) ? group(whole, spec, 3, sign.length + fraction.length) + fraction : digits;
  return pad(grouped, sign, spec, ">");
}

/** Python's `format(value, spec)` for what list formats and placeholders hold. */
export function formatValue(value: string | number | bigint | Float, spec: FormatSpec): string {
  if (typeof value === "string") return formatText(value, spec);
  if (value instanceof Float) return formatReal(value.value, spec);
  return formatInteger(value, spec);
}

function realDigits(value: number, spec: FormatSpec): string {
  const upper = "EFG".includes(spec.type) && spec.type !== "";
  if (!Number.isFinite(value)) {
    const word = Number.isNaN(value) ? "nan" : "inf";
    return (upper ? word.toUpperCase() : word) + (spec.type === "%" ? "%" : "");
  }
  const precision = Math.min(spec.precision ?? 6, 60);
  switch (spec.type) {
    case "f":
    case "F":
      return formatFixed(value, precision);
    case "%":
      return `${formatFixed(value * 100, precision)}%`;
    case "e":
    case "E": {
      const text = exponential(value, precision);
      return upper ? text.toUpperCase() : text;
    }
    case "g":
    case "G":
    case "n": {
      const text = general(value, precision === 0 ? 1 : precision);
      return upper ? text.toUpperCase() : text;
    }
    case "":
      return spec.precision === undefined
        ? formatFloat(value)
        : withPoint(general(value, precision === 0 ? 1 : precision));
    default:
      throw unknownCode(spec.type, "float");
  }
}

function exponential(value: number, precision: number): string {
  const [mantissa = "", exponent = "+0"] = value.toExponential(precision).split("e");
  return `${mantissa}e${exponent[0] === "-" ? "-" : "+"}${exponent.slice(1).padStart(2, "0")}`;
}

function general(value: number, precision: number): string {
  const text = exponential(value, precision - 1);
  const exponent = Number(text.slice(text.indexOf("e") + 1));
  if (exponent < -4 || exponent >= precision) {
    return text.replace(/\.?0*e/, "e").replace(/^(\d)e/, "$1e");
  }
  const fixed = formatFixed(value, Math.max(0, precision - 1 - exponent));
  return fixed.includes(".") ? fixed.replace(/\.?0+$/, "") : fixed;
}

function withPoint(text: string): string {
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function signOf(negative: boolean, spec: FormatSpec): string {
  if (negative) return "-";
  return spec.sign === "+" || spec.sign === " " ? spec.sign : "";
}

/** @param others Characters beside these digits, where zeros fill the width and are grouped as well. */
function group(digits: string, spec: FormatSpec, size: number, others: number): string {
  if (spec.grouping === "") return digits;
  if (!spec.zero || (spec.align !== "" && spec.align !== "=")) return insertSeparators(digits, spec.grouping, size);
  // Of each size + 1 characters one is a separator; a last step makes up for the rounding.
  let filled = digits.padStart(Math.floor(((spec.width - others) * size) / (size + 1)), "0");
  let text = insertSeparators(filled, spec.grouping, size);
  while (text.length + others < spec.width) {
    filled = `0${filled}`;
    text = insertSeparators(filled, spec.grouping, size);
  }
  return text;
}

function insertSeparators(digits: string, separator: string, size: number): string {
  const parts: string[] = [];
  for (let end = digits.length; end > 0; end -= size) parts.unshift(digits.slice(Math.max(0, end - size), end));
  return parts.join(separator);
}

function pad(body: string, prefix: string, spec: FormatSpec, standard: "<" | ">"): string {
  const missing = spec.width - textLength(body) - textLength(prefix);
  if (missing <= 0) return prefix + body;
  const numeric = standard === ">";
  const zeroFilled = spec.zero && spec.align === "";
  const align = spec.align === "" ? (zeroFilled && numeric ? "=" : standard) : spec.align;
  const fill = (spec.zero && spec.fill === " " ? "0" : spec.fill).repeat(missing);
  switch (align) {
    case "<":
      return prefix + body + fill;
    case "=":
      return prefix + fill + body;
    case "^": {
      const left = Math.floor(missing / 2);
      return fill.slice(0, left) + prefix + body + fill.slice(left);
    }
    case ">":
      return fill + prefix + body;
  }
}

function unknownCode(type: string, kind: string): FormatError {
  return new FormatError(`Unknown format code '${type}' for object of type '${kind}'`);
}
