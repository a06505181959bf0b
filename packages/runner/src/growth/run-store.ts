import { FindingStore, type Finding, type Row, type State } from "../state/index.ts";
import type { RunFigures } from "./run-figures.ts";

/** A run that is remembered. */
export interface StoredRun extends RunFigures {
  readonly id: number;
  /** What was found extraordinary of it. */
  readonly findings: readonly Finding[];
  /** When a person has looked at the findings, in milliseconds since 1970. */
  readonly releasedMs: number | undefined;
  /** Whether such runs are to be expected from now on; so said a person. */
  readonly isUsual: boolean;
}

/** The figures of the runs that put one source into one repository. */
export class RunStore {
  readonly #state: State;
  readonly #place: readonly [repository: string, series: string];

  /**
   * @param repository Path or URL.
   * @param series What the names of the source's archives have in common.
   */
  constructor(state: State, repository: string, series: string) {
    this.#state = state;
    this.#place = [repository, series];
  }

  /** The latest runs, oldest first. */
  list(count: number): StoredRun[] {
    const rows = this.#state.all(
      "SELECT * FROM growth_runs WHERE repository = ? AND series = ? ORDER BY started_ms DESC, id DESC LIMIT ?",
      ...[...this.#place, count],
    );
    return rows.map(readRun).toReversed();
  }

  /** Remembers a run and what was found of it. */
  add(run: RunFigures, findings: readonly Finding[], nowMs: number): void {
    this.#state.run(
      `INSERT INTO growth_runs (repository, series, repository_id, archive, started_ms, duration_ms, original_size, compressed_size,
         deduplicated_size, files, files_new, files_changed, repository_size, room, findings)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...this.#place,
      ...[run.repository_id, run.archive, run.startedMs, run.durationMs],
      ...[run.original_size, run.compressed_size, run.deduplicated_size, run.files],
      ...[run.filesNew, run.filesChanged, run.repositorySize, run.room].map((value) => value ?? null),
      JSON.stringify(findings),
    );
    this.#tell(nowMs);
  }

  /** Runs of this repository, whatever their source, whose findings nobody has looked at yet; oldest first. */
  held(): StoredRun[] {
    const [repository] = this.#place;
    const sql =
      "SELECT * FROM growth_runs WHERE repository = ? AND findings <> '[]' AND released_ms IS NULL ORDER BY id";
    return this.#state.all(sql, repository).map(readRun);
  }

  /** Notes that a person has looked at all findings. @param isUsual Such runs are to be expected. @returns How many runs there were. */
  release(nowMs: number, isUsual: boolean): number {
    const held = this.held();
    const sql = "UPDATE growth_runs SET released_ms = ?, is_usual = ? WHERE id = ?";
    for (const { id } of held) this.#state.run(sql, nowMs, Number(isUsual), id);
    this.#tell(nowMs);
    return held.length;
  }

  /** Of findings with the same code and subject the latest counts. */
  #tell(nowMs: number): void {
    const findings = this.held().flatMap((run) => run.findings);
    new FindingStore(this.#state, "growth", this.#place[0]).replace(findings, nowMs);
  }
}

function readRun(row: Row): StoredRun {
  const number = (name: string): number => Number(row[name]);
  const maybe = (name: string): number | undefined => (row[name] === null ? undefined : number(name));
  return {
    id: number("id"),
    repository_id: String(row["repository_id"]),
    archive: String(row["archive"]),
    startedMs: number("started_ms"),
    durationMs: number("duration_ms"),
    original_size: number("original_size"),
    compressed_size: number("compressed_size"),
    deduplicated_size: number("deduplicated_size"),
    files: number("files"),
    filesNew: maybe("files_new"),
    filesChanged: maybe("files_changed"),
    repositorySize: maybe("repository_size"),
    room: maybe("room"),
    findings: JSON.parse(String(row["findings"])) as Finding[],
    releasedMs: maybe("released_ms"),
    isUsual: number("is_usual") === 1,
  };
}
