import type { State } from "./state.ts";

/** When an action last failed, and why. */
export interface ActionFailure {
  /** Milliseconds since 1970. */
  readonly failedMs: number;
  readonly message: string;
}

/** The last failures of actions. */
export class ActionFailures {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** Notes that an action has failed. @param message Without secrets. */
  note(repository: string, action: string, { failedMs, message }: ActionFailure): void {
    this.#state.run(
      "INSERT OR REPLACE INTO action_failures VALUES (?, ?, ?, ?)",
      repository,
      action,
      failedMs,
      message,
    );
  }

  /** @returns Undefined if the action has never failed. */
  last(repository: string, action: string): ActionFailure | undefined {
    const sql = "SELECT failed_ms, message FROM action_failures WHERE repository = ? AND action = ?";
    const row = this.#state.get(sql, repository, action);
    return row === undefined ? undefined : { failedMs: Number(row["failed_ms"]), message: String(row["message"]) };
  }
}
