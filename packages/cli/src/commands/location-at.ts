import { CommandError } from "@coffer/format/errors";
import { type Location, parseLocation } from "../location/index.ts";
import type { CommandRun } from "./command.ts";

/** With `--timestamp`, `{now}` in the archive's name means that time. */
export function locationAt(location: Location | undefined, timestamp: bigint | undefined, run: CommandRun): Location {
  if (location === undefined) throw new CommandError("no archive given");
  if (timestamp === undefined) return location;
  return parseLocation(location.raw, {
    env: run.env,
    fillPlaceholders: (template) => run.world.fillPlaceholders(template, timestamp),
  });
}
