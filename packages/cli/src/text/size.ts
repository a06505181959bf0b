import { formatFixed, roundTo } from "./fixed.ts";

const DECIMAL_UNITS = ["", "k", "M", "G", "T", "P", "E", "Z", "Y"];
const BINARY_UNITS = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"];

export interface SizeStyle {
  /** Powers of 1024 (`KiB`) in place of 1000 (`kB`). */
  readonly iec?: boolean;
  /** A plus before positive sizes. */
  readonly sign?: boolean;
  /** Decimals, from kB on; default 2. */
  readonly precision?: number;
}

/** Bytes for people: `999 B`, `1.23 MB`, `1.18 MiB`. */
export function formatFileSize(bytes: number, style: SizeStyle = {}): string {
  const units = style.iec === true ? BINARY_UNITS : DECIMAL_UNITS;
  const power = style.iec === true ? 1024 : 1000;
  const precision = style.precision ?? 2;
  let value = bytes;
  let step = 0;
  while (step < units.length - 1 && Math.abs(roundTo(value, precision)) >= power) {
    value /= power;
    step += 1;
  }
  const plus = style.sign === true && bytes > 0 ? "+" : "";
  return `${plus}${formatFixed(value, step === 0 ? 0 : precision)} ${units[step] ?? ""}B`;
}

const SUFFIXES: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 };
const FLOAT_SHAPE = /^\s*[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][-+]?\d+(?:_\d+)*)?\s*$/;

/**
 * Reads a size such as `1234`, `55G`, `1.7T` (capital suffixes, powers of 1000).
 *
 * @returns Whole bytes, or undefined if `text` is none.
 */
export function parseFileSize(text: string): number | undefined {
  const factor = SUFFIXES[text.slice(-1)];
  const digits = factor === undefined ? text : text.slice(0, -1);
  if (!FLOAT_SHAPE.test(digits)) return undefined;
  const bytes = Math.trunc(Number(digits.replaceAll("_", "")) * (factor ?? 1));
  return Number.isFinite(bytes) ? bytes + 0 : undefined;
}
