import type { LogLevel, LogRecord } from "@coffer/engine/context";
import { LEVELS, type LogEntry, type LoggerTree, jsonFormatter } from "./configuration/index.ts";

/** Loggers that obey an option. */
const OUTPUT_TOPICS = ["list", "stats", "show-rc", "show-version", "progress"] as const;

/** Loggers whose lines an option asks for, whatever the log level. */
export type OutputTopic = (typeof OUTPUT_TOPICS)[number];

/** How lines on standard error look: bare messages, JSON objects, or marked as those of a server are for its client. */
export type LineForm = "plain" | "json" | "marked";

export interface LoggerSettings {
  readonly level: LogLevel;
  /** May change in the middle of a run. */
  readonly form: LineForm;
  readonly topics: ReadonlySet<OutputTopic>;
  /** `--debug-topic` names; those without a dot are below `borg.debug.`. */
  readonly debugTopics: readonly string[];
}

/** Name of the logger for lines that state none. */
const STANDARD_NAME = "borg.archiver";

/**
 * Borg's log on standard error, one record a line. `borg.output.*` loggers show what an option
 * asked for; all others obey the log level.
 */
export class Logger {
  readonly settings: LoggerSettings;
  private readonly write: (line: string) => void;
  private readonly nowSeconds: () => number;
  private readonly writeLazily: (line: string) => void;
  private tree: LoggerTree | undefined;
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
    if (this.tree !== undefined) {
      this.tree.log(this.entryOf(record, name));
      return;
    }
    if (!this.shows(record.level, name)) return;
    write(`${this.lineOf(record, name)}\n`);
  }

  /** Whether a line of this logger and level is shown, as far as options decide. */
  shows(level: LogLevel, name: string): boolean {
    return LEVELS[level] >= this.threshold(name);
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

  /** From now on a file says where lines go; the options still say what of their own is shown. */
  follow(tree: LoggerTree): void {
    this.tree = tree;
    for (const topic of OUTPUT_TOPICS) {
      tree.setLevel(`borg.output.${topic}`, this.settings.topics.has(topic) ? LEVELS.info : LEVELS.warning);
    }
    for (const name of this.debugNames) tree.setLevel(name, LEVELS.debug);
  }

  /** Whether a file says where lines go. */
  get isConfigured(): boolean {
    return this.tree !== undefined;
  }

  private lineOf(record: LogRecord, name: string): string {
    const { form } = this.settings;
    if (form === "json") return jsonFormatter(this.entryOf(record, name));
    return form === "plain" ? record.message : `$LOG ${record.level.toUpperCase()} ${name} Remote: ${record.message}`;
  }

  private entryOf(record: LogRecord, logger: string): LogEntry {
    const { level, message, msgid } = record;
    const time = this.nowSeconds();
    return { level: LEVELS[level], levelName: level.toUpperCase(), logger, message, msgid, time };
  }

  private threshold(name: string): number {
    if (name.startsWith("borg.output.")) {
      const topic = name.slice("borg.output.".length) as OutputTopic;
      return this.settings.topics.has(topic) ? LEVELS.info : LEVELS.warning;
    }
    if (this.debugNames.has(name)) return LEVELS.debug;
    if (name.startsWith("borg.debug.")) return LEVELS.warning;
    return LEVELS[this.settings.level];
  }
}
