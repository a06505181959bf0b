import type { Finding } from "../state/index.ts";

/** A dump that was loaded into a server. */
export interface LoadedDump {
  /** Path below `borgmatic/` in the archive: `postgresql_databases/localhost/shop`. */
  readonly dump: string;
  readonly tables: number;
  readonly rows: number;
  /** Whether `create` has counted the rows, so that they could be compared. */
  readonly compared: boolean;
}

/** What has come out of the drill of one archive: the evidence that is kept. Names are those of the JSON. */
export interface DrillResult {
  /** Path or URL. */
  readonly repository: string;
  readonly archive: string;
  readonly archive_id: string;
  /** Milliseconds since 1970. */
  readonly started_ms: number;
  readonly ended_ms: number;
  /** Whether the archive could be restored as it was made. A source that has rotted is a finding, but none against the archive. */
  readonly outcome: "passed" | "failed";
  readonly sample_percentage: number;
  readonly seed: number;
  /** What was restored. */
  readonly items: number;
  readonly bytes: number;
  /** How long it took to restore it, and to look at it. */
  readonly restore_ms: number;
  readonly verify_ms: number;
  /** Source files that had not changed since, and were compared. */
  readonly sources_compared: number;
  readonly from_escrow: boolean;
  readonly databases: readonly LoadedDump[];
  readonly findings: readonly Finding[];
}

/** Findings that are about something else than the archive. */
const NOT_OF_THE_ARCHIVE: readonly string[] = ["source-rotten", "source-unreadable"];

/** What findings say of the archive. */
export function outcomeOf(findings: readonly Finding[]): DrillResult["outcome"] {
  const isBad = findings.some(({ severity, code }) => severity === "error" && !NOT_OF_THE_ARCHIVE.includes(code));
  return isBad ? "failed" : "passed";
}
