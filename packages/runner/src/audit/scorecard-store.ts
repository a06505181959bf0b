import type { State } from "../state/index.ts";
import type { Scorecard } from "./scorecard.ts";

/** A scorecard, whose it is, and when it was counted. */
export interface KeptScorecard extends Scorecard {
  /** The file of the configuration. */
  readonly configuration: string;
  /** Milliseconds since 1970. */
  readonly countedMs: number;
}

/** The last scorecard of each configuration. */
export class ScorecardStore {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** Keeps a scorecard in place of the one before. Durable on return. */
  replace(configuration: string, card: Scorecard, nowMs: number): void {
    const sql = "INSERT OR REPLACE INTO scorecards VALUES (?, ?, ?)";
    this.#state.run(sql, configuration, nowMs, JSON.stringify(card));
  }

  /** All of them, by the names of their configurations. */
  list(): readonly KeptScorecard[] {
    return this.#state.all("SELECT * FROM scorecards ORDER BY configuration").map((row) => ({
      ...(JSON.parse(String(row["card"])) as Scorecard),
      configuration: String(row["configuration"]),
      countedMs: Number(row["counted_ms"]),
    }));
  }
}
