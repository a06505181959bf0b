import { readFileSync } from "node:fs";
import { textToBytes } from "@coffer/format/bytes";
import { LoggingConfigurationError } from "./configuration-error.ts";
import type { Handler } from "./handler.ts";
import type { IniSection } from "./ini-file.ts";
import { parseIni } from "./ini-file.ts";
import { jsonFormatter } from "./json-formatter.ts";
import { levelNumber, NOTSET } from "./levels.ts";
import type { LoggerNode } from "./logger-tree.ts";
import { LoggerTree } from "./logger-tree.ts";
import { makeSink } from "./make-sink.ts";
import type { OutputStreams } from "./make-sink.ts";
import type { PythonValue } from "./python-value.ts";
import { parsePythonValue } from "./python-value.ts";
import type { RecordFormatter } from "./record-formatter.ts";
import { recordFormatter } from "./record-formatter.ts";

const JSON_CLASS = "borg.logger.JsonFormatter";
const STANDARD_CLASSES: ReadonlySet<string> = new Set(["", "logging.Formatter", "Formatter"]);

/**
 * Sets up loggers as the file says.
 *
 * @param path Absolute.
 * @param startSeconds When the run began, since 1970.
 * @throws {LoggingConfigurationError} If the file cannot be read or followed; nothing is set up then.
 */
export function loadLogging(path: string, streams: OutputStreams, startSeconds: number): LoggerTree {
  return new Loading(parseIni(readText(path), path), streams, startSeconds).tree();
}

function readText(path: string): string {
  try {
    return readFileSync(Buffer.from(textToBytes(path)), "utf8");
  } catch (error) {
    throw systemError(error, path);
  }
}

/** The words that Python has for it. */
function systemError(error: unknown, path: string): Error {
  const { code, errno } = error as NodeJS.ErrnoException;
  if (code === undefined || errno === undefined) return error as Error;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: "No such file or directory",
    EACCES: "Permission denied",
    EISDIR: "Is a directory",
  };
  return new LoggingConfigurationError(`[Errno ${Math.abs(errno)}] ${reasons[code] ?? code}: '${path}'`, {
    cause: error,
  });
}

class Loading {
  readonly #sections: ReadonlyMap<string, IniSection>;
  readonly #streams: OutputStreams;
  readonly #startSeconds: number;

  constructor(sections: ReadonlyMap<string, IniSection>, streams: OutputStreams, startSeconds: number) {
    this.#sections = sections;
    this.#streams = streams;
    this.#startSeconds = startSeconds;
  }

  tree(): LoggerTree {
    const formatters = new Map(this.#keys("formatters").map((name) => [name, this.#formatter(name)]));
    const handlers = new Map<string, Handler>();
    try {
      for (const name of this.#keys("handlers")) handlers.set(name, this.#handler(name, formatters));
      return new LoggerTree(this.#loggers(handlers));
    } catch (error) {
      for (const { sink } of handlers.values()) sink.close();
      throw error;
    }
  }

  #section(name: string): IniSection {
    const section = this.#sections.get(name);
    if (section === undefined) throw new LoggingConfigurationError(`'${name}'`);
    return section;
  }

  #keys(section: string): string[] {
    return words(required(this.#section(section), "keys"));
  }

  #formatter(name: string): RecordFormatter {
    const section = this.#section(`formatter_${name}`);
    const className = section.get("class") ?? "";
    if (className === JSON_CLASS) return jsonFormatter;
    if (!STANDARD_CLASSES.has(className)) {
      throw new LoggingConfigurationError(`there is no formatter class '${className}' here`);
    }
    const style = section.get("style") ?? "%";
    if (style !== "%") throw new LoggingConfigurationError(`the style '${style}' of formats is not known here`);
    return recordFormatter(section.get("format"), section.get("datefmt"), this.#startSeconds);
  }

  #handler(name: string, formatters: ReadonlyMap<string, RecordFormatter>): Handler {
    const section = this.#section(`handler_${name}`);
    const formatterName = section.get("formatter") ?? "";
    const format =
      formatterName === "" ? recordFormatter(undefined, undefined, this.#startSeconds) : formatters.get(formatterName);
    if (format === undefined) throw new LoggingConfigurationError(`'${formatterName}'`);
    const values = parsePythonValue(interpolated(section.get("args") ?? "()"));
    const named = parsePythonValue(interpolated(section.get("kwargs") ?? "{}"));
    const args = { values: asList(values), named: named instanceof Map ? named : new Map<PythonValue, PythonValue>() };
    const className = required(section, "class");
    const level = section.get("level");
    try {
      const sink = makeSink(className, args, this.#streams);
      return { level: level === undefined ? NOTSET : levelNumber(level), format, sink };
    } catch (error) {
      const [first] = args.values;
      throw systemError(error, typeof first === "string" ? first : className);
    }
  }

  #loggers(handlers: ReadonlyMap<string, Handler>): ReadonlyMap<string, LoggerNode> {
    const nodes = new Map<string, LoggerNode>();
    const names = this.#keys("loggers");
    if (!names.includes("root")) throw new LoggingConfigurationError("list.remove(x): x not in list");
    for (const name of names) {
      const section = this.#section(`logger_${name}`);
      const level = section.get("level");
      const node = {
        level: level === undefined ? NOTSET : levelNumber(level),
        handlers: words(section.get("handlers") ?? "").map((each) => handlers.get(each) ?? missing(each)),
        propagates: (section.get("propagate") ?? "1").trim() !== "0",
      };
      nodes.set(name === "root" ? "" : required(section, "qualname"), node);
    }
    return nodes;
  }
}

function missing(key: string): never {
  throw new LoggingConfigurationError(`'${key}'`);
}

function required(section: IniSection, key: string): string {
  return section.get(key) ?? missing(key);
}

function words(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** `%%` stands for a percent sign in all values but formats. */
function interpolated(text: string): string {
  return text.replaceAll("%%", "%");
}

function asList(value: PythonValue): readonly PythonValue[] {
  return Array.isArray(value) ? (value as readonly PythonValue[]) : [value];
}
