const PATTERN = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/;

/** The first microsecond of the year 10000, which Borg cannot write. */
const END = 253_402_300_800_000_000n;

/**
 * Microseconds since 1970 of a manifest's timestamp (UTC, no zone; the fraction may be missing), or `undefined` if it is none.
 */
export function parseManifestTime(text: string): bigint | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCSeconds() === second;
  if (!isReal || minute > 59 || hour > 23 || year === 0) return undefined;
  return BigInt(date.getTime()) * 1000n + BigInt((match[7] ?? "").padEnd(6, "0"));
}

/** `YYYY-MM-DDTHH:MM:SS.ffffff` in UTC. @throws {RangeError} Before the year 1 and from the year 10000 on. */
export function formatManifestTime(micros: bigint): string {
  const remainder = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const date = new Date(Number((micros - remainder) / 1000n));
  if (micros >= END || Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1) {
    throw new RangeError("time beyond what a timestamp can say");
  }
  return `${date.toISOString().slice(0, 19)}.${remainder.toString().padStart(6, "0")}`;
}
