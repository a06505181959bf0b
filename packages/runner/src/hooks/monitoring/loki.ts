import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Configuration } from "../../config/index.ts";
import { type LogRecord, prefixText } from "../../log/index.ts";
import type { Monitor, MonitorTools } from "./monitor.ts";

type LokiOptions = NonNullable<Configuration["loki"]>;

/** Lines that are sent together. */
const BATCH_LINES = 100;
/** Lines that wait for a server that does not answer; older ones are dropped. */
const WAITING_LINES_MAX = 10_000;

const MESSAGES = { start: "Started backup", finish: "Finished backup", fail: "Failed backup", log: undefined } as const;

/** The log, and what becomes of the run, for Grafana Loki. */
export function openLoki({ loki }: Configuration, tools: MonitorTools): Monitor | undefined {
  if (loki === undefined) return undefined;
  const stream = new LokiStream(loki, tools);
  return {
    name: "Loki",
    states: ["start", "finish", "fail"],
    sink: { write: (record) => loki.send_logs === true && stream.add(record) },
    async tell(state, signal) {
      stream.addLine(MESSAGES[state] ?? "", tools.system.nowMs());
      await stream.push(signal);
    },
    close: (signal) => stream.push(signal),
  };
}

/** Lines on their way to Loki. */
class LokiStream {
  readonly #options: LokiOptions;
  readonly #tools: MonitorTools;
  #waiting: [string, string][] = [];
  #pushing: Promise<void> | undefined;
  /** How many must wait for the next attempt to send them. */
  #enough = BATCH_LINES;

  constructor(options: LokiOptions, tools: MonitorTools) {
    this.#options = options;
    this.#tools = tools;
  }

  /** Full batches are sent while the run goes on; one that cannot be is tried again with the next one. */
  add(record: LogRecord): void {
    this.addLine(prefixText(record) + record.message, record.timeMs);
    if (this.#waiting.length < this.#enough || this.#pushing !== undefined) return;
    const signal = AbortSignal.timeout(this.#tools.timeoutMs);
    this.#pushing = this.#pushAll(signal)
      .then(() => {
        this.#enough = BATCH_LINES;
      })
      .catch(() => {
        this.#enough = this.#waiting.length + BATCH_LINES;
      })
      .finally(() => {
        this.#pushing = undefined;
      });
  }

  addLine(line: string, timeMs: number): void {
    this.#waiting.push([`${timeMs}000000`, line]);
    if (this.#waiting.length > WAITING_LINES_MAX) this.#waiting.shift();
  }

  /** Sends all that waits. */
  async push(signal: AbortSignal): Promise<void> {
    await this.#pushing;
    await this.#pushAll(signal);
  }

  async #pushAll(signal: AbortSignal): Promise<void> {
    while (this.#waiting.length > 0) {
      const values = this.#waiting.slice(0, BATCH_LINES);
      const body = JSON.stringify({ streams: [{ stream: this.#labels(), values }] });
      const headers = { "Content-Type": "application/json" };
      const certificate = await this.#certificate();
      const { url } = this.#options;
      await this.#tools.send({ method: "POST", url, headers, body, signal, ...(certificate && { certificate }) });
      this.#waiting = this.#waiting.slice(values.length);
    }
  }

  #labels(): Record<string, string> {
    const { hostname, configurationPath } = this.#tools;
    const variables: Readonly<Record<string, string>> = {
      __hostname: hostname,
      __config: basename(configurationPath),
      __config_path: configurationPath,
    };
    const labels = Object.entries(this.#options.labels);
    return Object.fromEntries(labels.map(([name, value]) => [name, variables[value] ?? value]));
  }

  async #certificate(): Promise<{ cert: string; key: string } | undefined> {
    const { cert_path, key_path } = this.#options.tls ?? {};
    if (cert_path === undefined && key_path === undefined) return undefined;
    if (cert_path === undefined || key_path === undefined) {
      throw new Error("loki.tls needs both cert_path and key_path");
    }
    return { cert: await readFile(cert_path, "utf8"), key: await readFile(key_path, "utf8") };
  }
}
