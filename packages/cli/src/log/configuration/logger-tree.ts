import { LEVELS, NOTSET } from "./levels.ts";
import type { Handler } from "./handler.ts";
import type { LogEntry } from "./record-formatter.ts";

/** One logger, as far as it was configured. */
export interface LoggerNode {
  level: number;
  readonly handlers: readonly Handler[];
  /** Lines go to the handlers of the names above, too. */
  readonly propagates: boolean;
}

/** Loggers by name; those that are not named do as the next one above. */
export class LoggerTree {
  readonly #nodes: Map<string, LoggerNode>;

  /** @param nodes `""` is the root. */
  constructor(nodes: ReadonlyMap<string, LoggerNode>) {
    this.#nodes = new Map(nodes);
  }

  /** Options of the command line win over the file. */
  setLevel(name: string, level: number): void {
    const node = this.#nodes.get(name);
    if (node === undefined) this.#nodes.set(name, { level, handlers: [], propagates: true });
    else node.level = level;
  }

  log(entry: LogEntry): void {
    if (entry.level < this.#levelOf(entry.logger)) return;
    for (const node of this.#chain(entry.logger)) {
      for (const { level, format, sink } of node.handlers) {
        if (entry.level >= level) sink.write(format(entry), entry);
      }
      if (!node.propagates) return;
    }
  }

  /** Nothing is kept back after this. */
  close(): void {
    for (const node of this.#nodes.values()) for (const { sink } of node.handlers) sink.close();
  }

  #levelOf(name: string): number {
    for (const { level } of this.#chain(name)) if (level !== NOTSET) return level;
    return LEVELS.warning;
  }

  /** The logger and all above it, the root last. */
  *#chain(name: string): Generator<LoggerNode, void, undefined> {
    for (let at = name; at !== ""; at = at.slice(0, Math.max(at.lastIndexOf("."), 0))) {
      const node = this.#nodes.get(at);
      if (node !== undefined) yield node;
    }
    const root = this.#nodes.get("");
    if (root !== undefined) yield root;
  }
}
