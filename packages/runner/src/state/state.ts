import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";
import type { Configuration } from "../config/index.ts";
import type { System } from "../system/index.ts";
import { SCHEMA, type SchemaStep } from "./schema/index.ts";
import { stateFolder } from "./state-folder.ts";

/** How long a run waits for another one that writes. */
const BUSY_TIMEOUT_MS = 10_000;

/** Columns of a row by name. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/**
 * The database of coffermatic. Several runs may have it open; each statement is durable when it has returned.
 */
export class State {
  readonly #database: DatabaseSync;

  /**
   * Opens or makes a database and brings its tables up to date.
   *
   * @param path `:memory:` for one that lasts as long as this object.
   * @throws {Error} If the file cannot be opened, is no database, or is that of a newer version.
   */
  constructor(path: string, steps: readonly SchemaStep[] = SCHEMA) {
    this.#database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    try {
      this.#database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
      this.#upgrade(steps);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** Runs one statement. @returns The id of the row that it has inserted, if it has. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#database.prepare(sql).run(...values).lastInsertRowid);
  }

  /** All rows of a query. */
  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#database.prepare(sql).all(...values);
  }

  /** The first row of a query. */
  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#database.prepare(sql).get(...values);
  }

  /** Makes what `work` does durable as a whole, or not at all if it throws. Not to be nested. */
  transaction<T>(work: () => T): T {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #upgrade(steps: readonly SchemaStep[]): void {
    this.transaction(() => {
      this.#database.exec("CREATE TABLE IF NOT EXISTS schema_steps (name TEXT PRIMARY KEY) STRICT");
      const done = new Set(this.all("SELECT name FROM schema_steps").map(({ name }) => String(name)));
      for (const { name, sql } of steps) {
        if (done.delete(name)) continue;
        this.#database.exec(sql);
        this.run("INSERT INTO schema_steps VALUES (?)", name);
      }
      if (done.size > 0) throw new Error(`the state database is of a newer version: it has ${[...done].join(", ")}`);
    });
  }
}

/** Opens the database of a configuration's state directory, and makes both where they are missing, for this user only. */
export function openState(configuration: Configuration, system: System): State {
  const path = statePath(configuration, system);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const state = new State(path);
  chmodSync(path, 0o600);
  return state;
}

/** As {@link openState}, if there is a database: where nothing was ever remembered, nothing is made. */
export function openKnownState(configuration: Configuration, system: System): State | undefined {
  return existsSync(statePath(configuration, system)) ? openState(configuration, system) : undefined;
}

function statePath(configuration: Configuration, system: System): string {
  return join(stateFolder(configuration, system), "coffermatic", "state.sqlite3");
}
