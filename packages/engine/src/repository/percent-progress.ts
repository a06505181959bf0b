import type { Reporter } from "../context/index.ts";

let operations = 0;

/** Number of the next operation; each progress record carries its operation's. Unique in a process. */
export function nextOperation(): number {
  operations += 1;
  return operations;
}

/** Progress of an operation over a known count of steps, told whenever another `step` percent are done. */
export class PercentProgress {
  readonly #reporter: Reporter;
  readonly #operation = nextOperation();
  readonly #total: number;
  readonly #step: number;
  readonly #digits: number;
  readonly #width: number;
  readonly #text: string;
  readonly #msgid: string;
  #counter = 0;
  #triggerAt = 0;

  /** @param options.text What stands before the percentage. `digits`: of the percentage, after the point; `width`: of all of it. */
  constructor(
    reporter: Reporter,
    options: { total: number; text: string; msgid: string; step?: number; digits?: number; width?: number },
  ) {
    this.#reporter = reporter;
    this.#total = options.total;
    this.#text = options.text;
    this.#msgid = options.msgid;
    this.#step = options.step ?? 5;
    this.#digits = options.digits ?? 0;
    this.#width = options.width ?? 3;
  }

  /** Tells, if it is time, that step `current` (counted from 0; default: the next) begins. */
  show(current: number = this.#counter): void {
    this.#counter = current + 1;
    if (!this.#reporter.wantsProgress || this.#total === 0) return;
    const percent = (current * 100) / this.#total;
    if (percent < this.#triggerAt) return;
    this.#triggerAt += this.#step;
    this.#reporter.progress({
      type: "progress_percent",
      operation: this.#operation,
      msgid: this.#msgid,
      message: `${this.#text} ${percent.toFixed(this.#digits).padStart(this.#width)}%`,
      current: this.#counter,
      total: this.#total,
      finished: false,
    });
  }

  finish(): void {
    if (!this.#reporter.wantsProgress) return;
    this.#reporter.progress({
      type: "progress_percent",
      operation: this.#operation,
      msgid: this.#msgid,
      finished: true,
    });
  }
}
