import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import type { Writable } from "node:stream";
import { prefixText, syslogPriority } from "./log-line-format.ts";
import type { LogRecord, LogSink } from "./log.ts";
import { isShown, type Verbosity } from "./verbosity.ts";

/** Where the system's log listens, and the program that speaks to it where a stream cannot. */
export interface SystemLogPlaces {
  readonly journald: string;
  readonly syslog: readonly string[];
  readonly logger: string;
}

const PLACES: SystemLogPlaces = {
  journald: "/run/systemd/journal/stdout",
  syslog: ["/dev/log", "/var/run/syslog", "/var/run/log"],
  logger: "logger",
};

const IDENTIFIER = "coffermatic";

/** A way to the system's log. */
interface Channel {
  readonly stream: Writable;
  /** Resolves when all that was written has arrived, or never will. */
  readonly closed: Promise<void>;
}

/** The log in the system's log: journald where it runs, else syslog. */
export class SystemLogSink implements LogSink {
  readonly #verbosity: Verbosity;
  readonly #channel: Channel;

  private constructor(verbosity: Verbosity, channel: Channel) {
    this.#verbosity = verbosity;
    this.#channel = channel;
  }

  /**
   * @param onTrouble Told if the log cannot be written; what comes after is lost. May be called more than once.
   * @returns `undefined` where no system log listens.
   */
  static open(
    verbosity: Verbosity,
    onTrouble: (error: Error) => void,
    places: SystemLogPlaces = PLACES,
  ): SystemLogSink | undefined {
    const channel = openJournal(places) ?? openSyslog(places, onTrouble);
    channel?.stream.on("error", onTrouble);
    return channel === undefined ? undefined : new SystemLogSink(verbosity, channel);
  }

  write(record: LogRecord): void {
    const { stream } = this.#channel;
    if (!isShown(record.level, this.#verbosity) || stream.destroyed) return;
    const mark = `<${syslogPriority(record.level)}>`;
    const lines = `${prefixText(record)}${record.message}`.split("\n");
    stream.write(lines.map((line) => `${mark}${line}\n`).join(""));
  }

  /** Resolves when everything has been handed over. */
  async close(): Promise<void> {
    this.#channel.stream.end();
    await this.#channel.closed;
  }
}

/** journald's stream socket: seven lines that say who speaks, then lines with their priority in front. */
function openJournal({ journald }: SystemLogPlaces): Channel | undefined {
  if (!existsSync(journald)) return undefined;
  const socket = connect(journald);
  socket.resume();
  const [priority, hasLevelPrefix, forward] = ["6", "1", "0"];
  socket.write(`${[IDENTIFIER, "", priority, hasLevelPrefix, forward, forward, forward].join("\n")}\n`);
  return { stream: socket, closed: new Promise((resolve) => socket.once("close", () => resolve())) };
}

/** syslog listens on a datagram socket, which Node cannot speak to; `logger` can. */
function openSyslog({ syslog, logger }: SystemLogPlaces, onTrouble: (error: Error) => void): Channel | undefined {
  const place = syslog.find((path) => existsSync(path));
  if (place === undefined) return undefined;
  const words = ["--socket", place, "--tag", IDENTIFIER, `--id=${process.pid}`, "--prio-prefix"];
  const child = spawn(logger, words, { stdio: ["pipe", "ignore", "ignore"] });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.once("error", onTrouble);
  return { stream: child.stdin, closed };
}
