const POWER_BY_SUFFIX: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 };
const DECIMAL_UNITS = ["", "k", "M", "G", "T", "P", "E", "Z", "Y"] as const;
const BINARY_UNITS = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"] as const;

/**
 * Reads a size as Borg's configuration and options write it: a decimal number, then nothing or one of K, M, G, T, P
 * (powers of 1000). Fractions of bytes are cut off.
 *
 * @returns Bytes.
 * @throws {RangeError} If `text` is none.
 */
export function parseFileSize(text: string): number {
  const power = POWER_BY_SUFFIX[text.at(-1) ?? ""];
  const mantissa = (power === undefined ? text : text.slice(0, -1)).trim();
  if (!/^[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(mantissa)) throw new RangeError(`not a file size: ${text}`);
  const size = Math.trunc(Number(mantissa.replaceAll("_", "")) * (power ?? 1));
  if (!Number.isSafeInteger(size)) throw new RangeError(`file size out of range: ${text}`);
  return size;
}

export interface FileSizeFormat {
  /** Digits after the point, for all but plain bytes; default 2. */
  readonly precision?: number;
  /** A `+` before positive numbers. */
  readonly sign?: boolean;
  /** Powers of 1024 in place of 1000. */
  readonly iec?: boolean;
}

/** `size` bytes for people: `0 B`, `1.23 kB`, `-5.00 MB`. */
export function formatFileSize(size: number, format: FileSizeFormat = {}): string {
  const { precision = 2, sign = false, iec = false } = format;
  const units: readonly string[] = iec ? BINARY_UNITS : DECIMAL_UNITS;
  const power = iec ? 1024 : 1000;
  let value = size;
  let level = 0;
  while (level < units.length - 1 && Math.abs(Number(value.toFixed(precision))) >= power) {
    value /= power;
    level += 1;
  }
  const text = toFixedHalfEven(value, level === 0 ? 0 : precision);
  return `${sign && size > 0 ? "+" : ""}${text} ${units[level]}B`;
}

/** As `toFixed`, but a tie goes to the even digit, as in Python. A double is a tie only if it is an odd multiple of 2^-(digits+1). */
function toFixedHalfEven(value: number, digits: number): string {
  const scaled = Math.abs(value) * 2 ** (digits + 1);
  const isTie = Number.isInteger(scaled) && scaled % 2 === 1;
  if (!isTie) return value.toFixed(digits);
  const below = Math.floor(Math.abs(value) * 10 ** digits);
  const nearest = (below % 2 === 0 ? below : below + 1) / 10 ** digits;
  return (Math.sign(value) * nearest).toFixed(digits);
}
