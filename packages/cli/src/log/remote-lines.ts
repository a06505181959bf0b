import type { LogLevel } from "@coffer/engine/context";
import { decodeLogLine } from "@coffer/format/rpc";
import type { RemoteLine } from "@coffer/format/rpc";
import { dumpJson } from "../text/index.ts";
import type { JsonValue } from "../text/index.ts";
import type { Logger } from "./logger.ts";

export interface RemoteLinesSettings {
  readonly logger: Logger;
  readonly wantsProgress: boolean;
  /** Writes to standard error. */
  readonly write: (text: string) => void;
}

/** Shows what a server says on its standard error as if it was said here, with a word that it was not. */
export function remoteLines(settings: RemoteLinesSettings): (line: string) => void {
  return (line) => show(line, decodeLogLine(line), settings);
}

function show(line: string, decoded: RemoteLine, { logger, wantsProgress, write }: RemoteLinesSettings): void {
  const json = logger.settings.form === "json";
  switch (decoded.kind) {
    case "log":
      showMessage(decoded, logger, write);
      break;
    case "progress": {
      if (!wantsProgress) break;
      const message = decoded.message === undefined ? undefined : `Remote: ${decoded.message}`;
      if (json) write(`${dumpJson(withMessage(decoded.fields, message))}\n`);
      else if (message !== undefined) write(`${message}\r`);
      break;
    }
    case "marked":
      logger.log({ level: levelOf(decoded.levelname), message: decoded.message, name: decoded.name ?? "root" });
      break;
    case "unknown": {
      const message = `Dropped remote log message with unknown type '${decoded.type}': ${line}`;
      logger.log({ level: "warning", message, name: "borg.remote" });
      break;
    }
    case "plain":
      // As it is, for the carriage returns of programs that draw their progress.
      if (json) logger.log({ level: "warning", message: `Remote: ${line.trim()}`, name: "root" });
      else write(`Remote: ${line}`);
  }
}

function showMessage(line: RemoteLine & { kind: "log" }, logger: Logger, write: (text: string) => void): void {
  const { name, msgid } = line;
  const level = levelOf(line.levelname);
  const message = `Remote: ${line.message}`;
  if (logger.settings.form !== "json" || logger.isConfigured) {
    logger.log({ level, message, name, ...(msgid === undefined ? {} : { msgid }) });
  } else if (logger.shows(level, name)) write(`${dumpJson(withMessage(line.fields, message))}\n`);
}

function withMessage(fields: Readonly<Record<string, unknown>>, message: string | undefined): JsonValue {
  // Came out of JSON.
  return { ...(fields as Readonly<Record<string, JsonValue>>), ...(message === undefined ? {} : { message }) };
}

function levelOf(levelname: string): LogLevel {
  const level = levelname.toLowerCase();
  return level === "debug" || level === "info" || level === "warning" || level === "error" ? level : "critical";
}
