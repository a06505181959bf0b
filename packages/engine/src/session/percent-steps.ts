import type { Reporter } from "../context/index.ts";
import { nextOperation } from "../repository/index.ts";

/** Progress of an operation with a known number of steps. How often it is shown is the receiver's business. */
export class PercentSteps {
  readonly #reporter: Reporter;
  readonly #msgid: string;
  readonly #total: number;
  readonly #operation: number = nextOperation();
  #done = 0;

  /** @param msgid Borg's name of the operation, e.g. `cache.sync`. */
  constructor(reporter: Reporter, msgid: string, total: number) {
    this.#reporter = reporter;
    this.#msgid = msgid;
    this.#total = total;
  }

  /** Says that the next step begins; `info` are words to be shown with it, such as a name. */
  step(info?: readonly string[]): void {
    this.#done += 1;
    if (!this.#reporter.wantsProgress) return;
    this.#reporter.progress({
      type: "progress_percent",
      operation: this.#operation,
      msgid: this.#msgid,
      current: this.#done,
      total: this.#total,
      ...(info === undefined ? {} : { info }),
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
