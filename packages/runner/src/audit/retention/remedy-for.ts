import type { Configuration } from "../../config/index.ts";
import { type Promised, simulateRetention } from "./simulate-retention.ts";

const HOUR_MS = 3_600_000;

/** Rules with the time between two archives that each keeps, longest first. */
const RULES = [
  { option: "keep_yearly", unitMs: 365 * 24 * HOUR_MS },
  { option: "keep_3monthly", unitMs: 91 * 24 * HOUR_MS },
  { option: "keep_monthly", unitMs: 30 * 24 * HOUR_MS },
  { option: "keep_weekly", unitMs: 7 * 24 * HOUR_MS },
  { option: "keep_daily", unitMs: 24 * HOUR_MS },
  { option: "keep_hourly", unitMs: HOUR_MS },
] as const;

/** How many more are tried than what the reach comes to: a rule skips what another one keeps. */
const MORE = [0, 1, 2] as const;

/** The option that keeps a promise with the fewest archives; empty if none alone does. */
export function remedyFor(configuration: Configuration, promised: Promised, nowMs: number): string {
  for (const { option, unitMs } of RULES) {
    if (unitMs > promised.everyMs) continue;
    for (const more of MORE) {
      const count = Math.ceil(promised.reachMs / unitMs) + more;
      if (simulateRetention({ ...configuration, [option]: count }, promised, nowMs).isKept)
        return `${option}: ${count}`;
    }
  }
  return "";
}
