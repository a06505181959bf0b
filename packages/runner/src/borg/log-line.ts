import type { Progress } from "@coffer/engine/context";
import type { LogLevel } from "../log/index.ts";

/** One line that Borg has written to standard error: a message, the status of a file, or how far it is. */
export type LogLine =
  | { readonly kind: "message"; readonly level: LogLevel; readonly message: string; readonly msgid: string | undefined }
  | { readonly kind: "file"; readonly status: string; readonly path: string }
  | { readonly kind: "progress"; readonly progress: Progress };

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
  if (isProgress(entry)) return { kind: "progress", progress: entry };
  // questions and their answers have no level; who reads the log must see them
  const level = LEVELS[text("levelname") ?? ""] ?? "warning";
  return { kind: "message", level, message: text("message") ?? line, msgid: text("msgid") };
}

/** Only our own engine is asked for progress: its records are what they say. */
function isProgress(entry: unknown): entry is Progress {
  const { type } = entry as { readonly type?: unknown };
  return type === "archive_progress" || type === "progress_percent" || type === "progress_message";
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
