import type { Finding, Severity } from "./finding.ts";
import type { State } from "./state.ts";

/** A finding with the time since which it has been seen, in milliseconds since 1970. */
export interface SeenFinding extends Finding {
  readonly firstSeenMs: number;
}

/** The present findings of one source (`audit`, `drill`, `key`, `growth`) about one repository. */
export class FindingStore {
  readonly #state: State;
  readonly #place: readonly [source: string, repository: string];

  /** @param repository Path or URL; empty for what concerns the machine or the configuration. */
  constructor(state: State, source: string, repository: string) {
    this.#state = state;
    this.#place = [source, repository];
  }

  /** Replaces the findings; one that was there before keeps the time when it was first seen. Durable as a whole. */
  replace(findings: readonly Finding[], nowMs: number): void {
    this.#state.transaction(() => {
      for (const { code, subject, severity, text, remedy } of findings) {
        this.#state.run(
          `INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
             severity = excluded.severity, text = excluded.text, remedy = excluded.remedy, last_seen_ms = excluded.last_seen_ms`,
          ...[...this.#place, code, subject, severity, text, remedy, nowMs, nowMs],
        );
      }
      this.#state.run(
        "DELETE FROM findings WHERE source = ? AND repository = ? AND last_seen_ms < ?",
        ...this.#place,
        nowMs,
      );
    });
  }

  /** The findings, most severe first, then by code and subject. */
  list(): SeenFinding[] {
    const rows = this.#state.all(
      `SELECT * FROM findings WHERE source = ? AND repository = ?
       ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, code, subject`,
      ...this.#place,
    );
    return rows.map((row) => ({
      code: String(row["code"]),
      subject: String(row["subject"]),
      severity: row["severity"] as Severity,
      text: String(row["text"]),
      remedy: String(row["remedy"]),
      firstSeenMs: Number(row["first_seen_ms"]),
    }));
  }
}
