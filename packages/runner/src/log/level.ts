/** Levels from the least to the most urgent. */
export const LOG_LEVELS = ["debug", "info", "answer", "warning", "error", "critical"] as const;

/** How urgent a record is. */
export type LogLevel = (typeof LOG_LEVELS)[number];
