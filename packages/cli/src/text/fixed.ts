/**
 * `value` with `precision` decimals, exactly as C and Python print it: ties that a double can hold go to the even digit.
 *
 * @param value Finite.
 * @param precision 0 to 60.
 */
export function formatFixed(value: number, precision: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 1e21) return formatLarge(value, precision);
  const rounded = value.toFixed(precision);
  if (!isTie(magnitude, precision)) return keepSign(value, rounded);
  // toFixed() took the larger neighbour in magnitude; the even one may be the one below.
  const lastDigit = rounded.charCodeAt(rounded.length - 1) - 48;
  if (lastDigit % 2 === 0) return keepSign(value, rounded);
  const below = magnitude.toFixed(precision + 1).slice(0, -1);
  return (value < 0 ? "-" : "") + (below.endsWith(".") ? below.slice(0, -1) : below);
}

/** Python's `round(value, precision)`. */
export function roundTo(value: number, precision: number): number {
  return Number(formatFixed(value, precision));
}

/** Python's `round(value)`: to the nearest whole number, ties to even. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

function isTie(magnitude: number, precision: number): boolean {
  const digits = magnitude.toFixed(Math.min(100, precision + 32));
  const tail = digits.slice(digits.indexOf(".") + 1 + precision);
  return /^50*$/.test(tail);
}

function keepSign(value: number, text: string): string {
  return Object.is(value, -0) && !text.startsWith("-") ? `-${text}` : text;
}

function formatLarge(value: number, precision: number): string {
  const whole = BigInt(value).toString();
  return precision > 0 ? `${whole}.${"0".repeat(precision)}` : whole;
}
