import type { Reporter } from "../context/index.ts";
import { nextOperation } from "../repository/index.ts";

/** Progress of an operation whose steps have words, and no number that would be worth a percentage. */
export class MessageSteps {
  readonly #reporter: Reporter;
  readonly #msgid: string;
  readonly #operation: number = nextOperation();

  /** @param msgid Borg's name of the operation, e.g. `cache.commit`. */
  constructor(reporter: Reporter, msgid: string) {
    this.#reporter = reporter;
    this.#msgid = msgid;
  }

  /** Says that a step begins. */
  step(message: string): void {
    this.#tell({ message, finished: false });
  }

  finish(): void {
    this.#tell({ finished: true });
  }

  #tell(state: { readonly message?: string; readonly finished: boolean }): void {
    if (!this.#reporter.wantsProgress) return;
    this.#reporter.progress({
      type: "progress_message",
      operation: this.#operation,
      msgid: this.#msgid,
      ...state,
    });
  }
}
