import { keepInterval } from "@coffer/cli/options";
import type { PruneRules } from "@coffer/engine/commands";
import type { Configuration } from "../../config/index.ts";

/**
 * The retention options as the planner of `prune` takes them.
 *
 * @throws {ArgumentValueError} If `keep_within` is no stretch of time.
 */
export function retentionRules(configuration: Configuration): PruneRules {
  const { keep_within } = configuration;
  return {
    withinHours: keep_within === undefined ? undefined : keepInterval(keep_within),
    secondly: configuration.keep_secondly,
    minutely: configuration.keep_minutely,
    hourly: configuration.keep_hourly,
    daily: configuration.keep_daily,
    weekly: configuration.keep_weekly,
    monthly: configuration.keep_monthly,
    quarterly_13weekly: configuration.keep_13weekly,
    quarterly_3monthly: configuration.keep_3monthly,
    yearly: configuration.keep_yearly,
  };
}
