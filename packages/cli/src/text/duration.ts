import { formatFixed } from "./fixed.ts";

/**
 * A span of time for people: `1 days 2 hours 3 minutes 4.50 seconds`; parts that are zero are left out, seconds never.
 *
 * @param seconds May have a fraction; negative spans come out as Python's `timedelta` holds them (negative days first).
 */
export function formatDuration(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const rest = ((seconds % 60) + 60) % 60;
  const minutes = positiveRest(Math.trunc(seconds / 60), 60);
  const hours = positiveRest(Math.trunc(seconds / 3600), 24);
  let text = `${formatFixed(rest, 2)} seconds`;
  if (minutes !== 0) text = `${minutes} minutes ${text}`;
  if (hours !== 0) text = `${hours} hours ${text}`;
  if (days !== 0) text = `${days} days ${text}`;
  return text;
}

function positiveRest(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus;
}
