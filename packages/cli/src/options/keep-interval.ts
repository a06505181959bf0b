import { ArgumentValueError } from "../arguments/index.ts";

/** Hours by unit, shortest first. */
const UNITS: readonly (readonly [unit: string, hours: number])[] = [
  ["H", 1],
  ["d", 24],
  ["w", 7 * 24],
  ["m", 31 * 24],
  ["y", 365 * 24],
];

/** A stretch of time such as `12H` or `2w`, in hours. */
export function keepInterval(text: string): number {
  const unit = text.slice(-1);
  const hours = UNITS.find(([name]) => name === unit)?.[1];
  if (hours === undefined) {
    const names = UNITS.map(([name]) => `'${name}'`).join(", ");
    throw new ArgumentValueError(`Unexpected interval time unit "${unit}": expected one of [${names}]`);
  }
  const digits = text.slice(0, -1);
  const count = /^\s*\+?\d+(?:_\d+)*\s*$/.test(digits) ? Number(digits.replaceAll("_", "")) : 0;
  if (count === 0) {
    throw new ArgumentValueError(`Unexpected interval number "${digits}": expected an integer greater than 0`);
  }
  return count * hours;
}
