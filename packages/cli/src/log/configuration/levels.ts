import type { LogLevel } from "@coffer/engine/context";
import { LoggingConfigurationError } from "./configuration-error.ts";

/** Python's numbers. */
export const LEVELS: Readonly<Record<LogLevel, number>> = { debug: 10, info: 20, warning: 30, error: 40, critical: 50 };

/** Lets everything through; of a logger: whatever the one above says. */
export const NOTSET = 0;

const NAMES: ReadonlyMap<string, number> = new Map([
  ["NOTSET", NOTSET],
  ["DEBUG", LEVELS.debug],
  ["INFO", LEVELS.info],
  ["WARN", LEVELS.warning],
  ["WARNING", LEVELS.warning],
  ["ERROR", LEVELS.error],
  ["FATAL", LEVELS.critical],
  ["CRITICAL", LEVELS.critical],
]);

/** @throws {LoggingConfigurationError} */
export function levelNumber(name: string): number {
  const level = NAMES.get(name);
  if (level === undefined) throw new LoggingConfigurationError(`Unknown level: '${name}'`);
  return level;
}
