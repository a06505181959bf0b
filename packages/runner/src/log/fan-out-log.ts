import type { LogLevel } from "./level.ts";
import type { Log, LogSink } from "./log.ts";

/** A log that hands each record to every sink; sinks choose by level themselves. */
export class FanOutLog implements Log {
  readonly #sinks: Iterable<LogSink>;
  readonly #nowMs: () => number;
  readonly #prefix: string;

  /** @param sinks Read at each record, so that sinks may come and go. */
  constructor(sinks: Iterable<LogSink>, nowMs: () => number, prefix: string = "") {
    this.#sinks = sinks;
    this.#nowMs = nowMs;
    this.#prefix = prefix;
  }

  debug(message: string): void {
    this.#write("debug", message);
  }

  info(message: string): void {
    this.#write("info", message);
  }

  answer(message: string): void {
    this.#write("answer", message);
  }

  warning(message: string): void {
    this.#write("warning", message);
  }

  error(message: string): void {
    this.#write("error", message);
  }

  critical(message: string): void {
    this.#write("critical", message);
  }

  withPrefix(prefix: string): Log {
    return new FanOutLog(this.#sinks, this.#nowMs, prefix);
  }

  #write(level: LogLevel, message: string): void {
    const record = { level, message, prefix: this.#prefix, timeMs: this.#nowMs() };
    for (const sink of this.#sinks) sink.write(record);
  }
}
