/** The day, as `2026-11-23`. */
export function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** A span in the largest unit that leaves at least one of it: `3 days`. */
export function spanText(ms: number): string {
  const units = [
    [365 * 86_400_000, "year"],
    [30 * 86_400_000, "month"],
    [86_400_000, "day"],
    [3_600_000, "hour"],
  ] as const;
  const [unitMs, name] = units.find(([unit]) => ms >= unit) ?? [3_600_000, "hour"];
  const count = Math.floor(ms / unitMs);
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
