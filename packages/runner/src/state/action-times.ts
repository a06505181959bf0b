import { frequencyToMs } from "../config/index.ts";
import type { State } from "./state.ts";

/** When actions last ended well, and whether they are due again. */
export class ActionTimes {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** @returns Milliseconds since 1970; undefined if the action has never ended well. */
  lastMs(repository: string, action: string): number | undefined {
    const sql = "SELECT ended_ms FROM action_times WHERE repository = ? AND action = ?";
    const row = this.#state.get(sql, repository, action);
    return row === undefined ? undefined : Number(row["ended_ms"]);
  }

  /** Notes that an action has ended well. */
  note(repository: string, action: string, nowMs: number): void {
    this.#state.run("INSERT OR REPLACE INTO action_times VALUES (?, ?, ?)", repository, action, nowMs);
  }

  /**
   * When an action is due again, in milliseconds since 1970: 0 if it has never ended well.
   *
   * @param frequency As of checks: `always`, `2 weeks`.
   */
  dueMs(repository: string, action: string, frequency: string): number {
    const last = this.lastMs(repository, action);
    return last === undefined ? 0 : last + (frequencyToMs(frequency) ?? 0);
  }
}
