/** Largest time that Borg stores: two days before 32-bit seconds end, in nanoseconds. */
export const NS_MAX = 2_147_310_847_000_000_000n;

/** Clamps a time to what Borg stores: negative becomes 0, too late becomes {@link NS_MAX}. */
export function safeNs(ns: bigint): bigint {
  if (ns < 0n) return 0n;
  return ns > NS_MAX ? NS_MAX : ns;
}

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?$/;

/**
 * Microseconds since 1970 of a time as archives and manifests hold it: `2024-01-02T03:04:05.678901`, UTC; the fraction may
 * be missing or short.
 *
 * @throws {RangeError} If the text is no such time.
 */
export function parseTimestamp(text: string): bigint {
  const match = PATTERN.exec(text);
  const [year, month, day, hour, minute, second] = (match?.slice(1, 7) ?? []).map(Number);
  if (match === null || year === undefined || month === undefined || year < 1) throw invalid(text);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour ?? 0, minute, second);
  const isReal = date.toISOString().startsWith(text.slice(0, 19));
  if (!isReal) throw invalid(text);
  return BigInt(date.getTime()) * 1000n + BigInt((match[7] ?? "").padEnd(6, "0"));
}

function invalid(text: string): RangeError {
  return new RangeError(`not a timestamp: ${JSON.stringify(text.slice(0, 64))}`);
}

/**
 * The text of a time in microseconds since 1970, always with six digits of fraction.
 *
 * @throws {RangeError} Outside of the years 1 to 9999.
 */
export function formatTimestamp(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = (micros - fraction) / 1_000_000n;
  const text = new Date(Number(seconds) * 1000).toISOString();
  if (text.length !== 24) throw new RangeError("time outside of the years 1 to 9999");
  return `${text.slice(0, 19)}.${String(fraction).padStart(6, "0")}`;
}
