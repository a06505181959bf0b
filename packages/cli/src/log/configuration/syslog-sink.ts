import { spawnSync } from "node:child_process";
import { replaceSurrogates } from "../../text/index.ts";
import { LEVELS } from "./levels.ts";
import type { LineSink } from "./handler.ts";
import type { LogEntry } from "./record-formatter.ts";

/** Lines that are kept until they are handed over together. */
const LINES_MAX = 200;

/** Where the system's log is to be reached. */
export type SyslogAddress = { readonly socket: string } | { readonly host: string; readonly port: number };

/** Sends lines to the system's log, by way of the program `logger` (util-linux): Node has no datagram sockets of that kind. */
export class SyslogSink implements LineSink {
  readonly #target: readonly string[];
  readonly #facility: number;
  #lines: string[] = [];

  /** @param facility Number of the facility, 0 to 23. */
  constructor(address: SyslogAddress, facility: number) {
    this.#facility = facility;
    this.#target =
      "socket" in address
        ? ["--socket", address.socket]
        : ["--udp", "--server", address.host, "--port", String(address.port)];
  }

  write(line: string, entry: LogEntry): void {
    this.#lines.push(`<${this.#facility * 8 + severityOf(entry.level)}>${line.replaceAll("\n", " ")}`);
    if (this.#lines.length >= LINES_MAX) this.#send();
  }

  close(): void {
    this.#send();
  }

  /** A log that cannot be reached must not end a backup: what is not taken is lost. */
  #send(): void {
    if (this.#lines.length === 0) return;
    const input = Buffer.from(`${replaceSurrogates(this.#lines.join("\n"))}\n`);
    this.#lines = [];
    spawnSync("logger", ["--prio-prefix", "--tag", "borg", ...this.#target], {
      input,
      stdio: ["pipe", "ignore", "ignore"],
    });
  }
}

/** Severity in syslog's numbers. */
function severityOf(level: number): number {
  if (level >= LEVELS.critical) return 2;
  if (level >= LEVELS.error) return 3;
  if (level >= LEVELS.warning) return 4;
  return level >= LEVELS.info ? 6 : 7;
}
