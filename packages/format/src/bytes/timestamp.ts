const PATTERN = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?$/;

/**
 * Microseconds since 1970 of a time as archives and manifests hold it: `2024-01-02T03:04:05.678901`, UTC without a zone; the
 * fraction may be missing or short.
 *
 * @throws {RangeError} If the text is no such time.
 */
export function parseTimestamp(text: string): bigint {
  const match = PATTERN.exec(text);
  if (match === null) throw invalid(text);
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year!, month! - 1, day);
  date.setUTCHours(hour!, minute, second);
  // A 30th of February, or an hour of 25, has become another time.
  if (year === 0 || !date.toISOString().startsWith(text.slice(0, 19))) throw invalid(text);
  return BigInt(date.getTime()) * 1000n + BigInt((match[7] ?? "").padEnd(6, "0"));
}

/**
 * The text of a time in microseconds since 1970, always with six digits of fraction.
 *
 * @throws {RangeError} Outside of the years 1 to 9999.
 */
export function formatTimestamp(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const text = new Date(Number((micros - fraction) / 1000n)).toISOString();
  // Other years are written with a sign and six digits.
  if (text.length !== 24 || text.startsWith("0000")) throw new RangeError("time outside of the years 1 to 9999");
  return `${text.slice(0, 19)}.${fraction.toString().padStart(6, "0")}`;
}

function invalid(text: string): RangeError {
  return new RangeError(`not a timestamp: ${JSON.stringify(text.slice(0, 64))}`);
}
