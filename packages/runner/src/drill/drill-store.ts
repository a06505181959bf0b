import type { Finding, State } from "../state/index.ts";
import type { DrillResult, LoadedDump } from "./drill-result.ts";

/** Evidence of all drills. */
export class DrillStore {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** Keeps a result; durable on return. */
  add(result: DrillResult): void {
    this.#state.run(
      `INSERT INTO drills (repository, archive, archive_id, started_ms, ended_ms, outcome, sample_percentage, seed, items, bytes,
         restore_ms, verify_ms, sources_compared, from_escrow, databases, findings)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[result.repository, result.archive, result.archive_id, result.started_ms, result.ended_ms, result.outcome],
      ...[result.sample_percentage, result.seed, result.items, result.bytes, result.restore_ms, result.verify_ms],
      ...[result.sources_compared, result.from_escrow ? 1 : 0],
      ...[JSON.stringify(result.databases), JSON.stringify(result.findings)],
    );
  }

  /** The drills of a repository, the latest first. */
  list(repository: string, count: number): readonly DrillResult[] {
    const sql = "SELECT * FROM drills WHERE repository = ? ORDER BY ended_ms DESC, id DESC LIMIT ?";
    return this.#state.all(sql, repository, count).map((row) => ({
      ...(row as unknown as DrillResult),
      from_escrow: row["from_escrow"] === 1,
      databases: JSON.parse(String(row["databases"])) as readonly LoadedDump[],
      findings: JSON.parse(String(row["findings"])) as readonly Finding[],
    }));
  }

  /** Ids of the archives of a repository that have passed, the latest drill first. */
  passed(repository: string): readonly string[] {
    const sql =
      "SELECT archive_id FROM drills WHERE repository = ? AND outcome = 'passed' ORDER BY ended_ms DESC, id DESC";
    return this.#state.all(sql, repository).map((row) => String(row["archive_id"]));
  }

  /** How the drills of a repository stand. */
  standing(repository: string): DrillStanding {
    const passed = this.#state.get(
      "SELECT max(ended_ms) AS ended_ms FROM drills WHERE repository = ? AND outcome = 'passed'",
      repository,
    );
    const failed = this.#state.get(
      "SELECT max(id) AS id FROM drills WHERE repository = ? AND outcome = 'failed'",
      repository,
    );
    const streak = this.#state.get(
      "SELECT count(*) AS count FROM drills WHERE repository = ? AND id > ?",
      repository,
      Number(failed?.["id"] ?? 0),
    );
    const lastPassedMs = passed?.["ended_ms"] ?? undefined;
    return {
      streak: Number(streak?.["count"] ?? 0),
      lastPassedMs: lastPassedMs === undefined ? undefined : Number(lastPassedMs),
    };
  }
}

/** How the drills of a repository stand. */
export interface DrillStanding {
  /** Drills that have passed since the last one that has failed. */
  readonly streak: number;
  /** Undefined if none has ever passed. */
  readonly lastPassedMs: number | undefined;
}
