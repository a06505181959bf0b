import type { LogLevel } from "../log/index.ts";

/** One line that Borg has written to standard error: a message, or the status of a file. */
export type LogLine =
  | { readonly kind: "message"; readonly level: LogLevel; readonly message: string; readonly msgid: string | undefined }
  | { readonly kind: "file"; readonly status: string; readonly path: string };

const LEVELS: Readonly<Record<string, LogLevel>> = {
  DEBUG: "debug",
  INFO: "info",
  WARNING: "warning",
  ERROR: "error",
  CRITICAL: "critical",
};

/**
 * Reads what Borg says with `--log-json`, and plain text, too: it may come from Python, ssh, or a Borg before its options are read.
 * Plain text is an error unless it calls itself a warning.
 */
export function readLogLine(line: string): LogLine {
  const entry = parseObject(line);
  if (entry === undefined) {
    const level = /^warning:/i.test(line) ? "warning" : "error";
    return { kind: "message", level, message: line, msgid: undefined };
  }
  const text = (name: string): string | undefined => (typeof entry[name] === "string" ? entry[name] : undefined);
  if (text("type") === "file_status") {
    return { kind: "file", status: text("status") ?? "", path: text("path") ?? "" };
  }
  // questions and their answers have no level; who reads the log must see them
  const level = LEVELS[text("levelname") ?? ""] ?? "warning";
  return { kind: "message", level, message: text("message") ?? line, msgid: text("msgid") };
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
