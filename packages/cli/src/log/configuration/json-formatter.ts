import { Float, dumpJson } from "../../text/index.ts";
import type { LogEntry } from "./record-formatter.ts";

/** A line of `--log-json`. */
export function jsonFormatter({ time, message, levelName, logger, msgid }: LogEntry): string {
  const line = { type: "log_message", time: new Float(time), message, levelname: levelName, name: logger, msgid };
  return dumpJson(line);
}
