import type { State } from "../state/index.ts";

/** Rows of a table before and after its database was dumped. */
export interface CountedTable {
  readonly before: number;
  readonly after: number;
}

/** What `create` has counted while it made an archive. */
export class RowCountStore {
  readonly #state: State;
  readonly #place: readonly [repository: string, archiveId: string];

  constructor(state: State, repository: string, archiveId: string) {
    this.#state = state;
    this.#place = [repository, archiveId];
  }

  /** Keeps the counts of a dump; durable as a whole. A table that was not there before or after has had no rows. */
  add(dump: string, before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): void {
    this.#state.transaction(() => {
      for (const table of new Set([...before.keys(), ...after.keys()])) {
        this.#state.run(
          "INSERT OR REPLACE INTO row_counts VALUES (?, ?, ?, ?, ?, ?)",
          ...[...this.#place, dump, table, before.get(table) ?? 0, after.get(table) ?? 0],
        );
      }
    });
  }

  /** The counts of a dump, by table; empty if there are none. */
  get(dump: string): ReadonlyMap<string, CountedTable> {
    const sql =
      "SELECT table_name, rows_before, rows_after FROM row_counts WHERE repository = ? AND archive_id = ? AND dump = ?";
    const rows = this.#state.all(sql, ...this.#place, dump);
    return new Map(
      rows.map((row) => [
        String(row["table_name"]),
        { before: Number(row["rows_before"]), after: Number(row["rows_after"]) },
      ]),
    );
  }
}
