import { readFileSync } from "node:fs";
import { bytesToText } from "@coffer/format/bytes";

/** What the program was started with, in the form that keeps undecodable bytes (surrogateescape). */
export interface CommandLine {
  /** Name under which the program was called, as far as known a path. */
  readonly program: string;
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Command line and environment of this process. Node decodes both as UTF-8 and loses other bytes, so where something was
 * lost, the kernel's copy is read instead.
 */
export function readCommandLine(): CommandLine {
  const env: Record<string, string | undefined> = { ...process.env };
  if (Object.values(env).some((value) => value?.includes("\ufffd") === true)) {
    for (const line of readRaw("/proc/self/environ") ?? []) {
      const equals = line.indexOf("=");
      if (equals > 0) env[line.slice(0, equals)] = line.slice(equals + 1);
    }
  }
  let words: readonly string[] = process.argv.slice(2);
  if (words.some((word) => word.includes("\ufffd"))) {
    const raw = readRaw("/proc/self/cmdline");
    if (raw !== undefined && raw.length >= words.length) words = raw.slice(raw.length - words.length);
  }
  return { program: env["COFFER_ARGV0"] || process.argv[1] || "coffer", words, env };
}

/** Texts of a file that ends each with NUL. */
function readRaw(path: string): string[] | undefined {
  try {
    const bytes = readFileSync(path);
    const texts: string[] = [];
    let start = 0;
    for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, start)) {
      texts.push(bytesToText(bytes.subarray(start, end)));
      start = end + 1;
    }
    return texts;
  } catch {
    return undefined;
  }
}
