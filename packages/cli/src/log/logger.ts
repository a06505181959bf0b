import type { LogLevel, LogRecord } from "@coffer/engine/context";
import { Float, dumpJson } from "../text/index.ts";

const SEVERITY: Readonly<Record<LogLevel, number>> = { debug: 10, info: 20, warning: 30, error: 40, critical: 50 };

/** Loggers whose lines an option asks for, whatever the log level. */
export type OutputTopic = "list" | "stats" | "show-rc" | "show-version" | "progress";

export interface LoggerSettings {
  readonly level: LogLevel;
  readonly json: boolean;
  readonly topics: ReadonlySet<OutputTopic>;
  /** `--debug-topic` names; those without a dot are below `borg.debug.`. */
  readonly debugTopics: readonly string[];
}

/** Name of the logger for lines that state none. */
const STANDARD_NAME = "borg.archiver";

/**
 * Borg's log on standard error: bare messages, or with `json` one object a line. `borg.output.*` loggers show what an option
 * asked for; all others obey the log level.
 */
export class Logger {
  readonly settings: LoggerSettings;
  private readonly write: (line: string) => void;
  private readonly nowSeconds: () => number;
  private readonly writeLazily: (line: string) => void;
  private readonly debugNames: ReadonlySet<string>;

  /** @param writeLazily For lines that may come in great numbers; default: as all others. */
  constructor(
    settings: LoggerSettings,
    write: (line: string) => void,
    nowSeconds: () => number,
    writeLazily: (line: string) => void = write,
  ) {
    this.settings = settings;
    this.write = write;
    this.nowSeconds = nowSeconds;
    this.writeLazily = writeLazily;
    this.debugNames = new Set(settings.debugTopics.map((name) => (name.includes(".") ? name : `borg.debug.${name}`)));
  }

  log(record: LogRecord, write: (line: string) => void = this.write): void {
    const name = record.name ?? STANDARD_NAME;
    if (SEVERITY[record.level] < this.threshold(name)) return;
    if (!this.settings.json) {
      write(`${record.message}\n`);
      return;
    }
    const line = {
      type: "log_message",
      time: new Float(this.nowSeconds()),
      message: record.message,
      levelname: record.level.toUpperCase(),
      name,
      msgid: record.msgid,
    };
    write(`${dumpJson(line)}\n`);
  }

  /** Each line of `text` as a record of its own, for lines that an option asked for. */
  logLines(topic: OutputTopic, text: string): void {
    const lines = text.endsWith("\n") ? text.slice(0, -1).split("\n") : text.split("\n");
    for (const message of lines) this.log({ level: "info", message, name: `borg.output.${topic}` });
  }

  /** One of many lines of `--list`. */
  logItem(message: string): void {
    this.log({ level: "info", message, name: "borg.output.list" }, this.writeLazily);
  }

  private threshold(name: string): number {
    if (name.startsWith("borg.output.")) {
      const topic = name.slice("borg.output.".length) as OutputTopic;
      return this.settings.topics.has(topic) ? SEVERITY.info : SEVERITY.warning;
    }
    if (this.debugNames.has(name)) return SEVERITY.debug;
    if (name.startsWith("borg.debug.")) return SEVERITY.warning;
    return SEVERITY[this.settings.level];
  }
}
