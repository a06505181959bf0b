import type { SchemaStep } from "./schema-step.ts";

/** `series`: the archives of one source; `findings`: JSON, those that the run has raised; `released_ms`: when a person has looked at them; `is_usual`: 1 if such runs are to be expected. */
export const GROWTH_RUNS: SchemaStep = {
  name: "0030-growth-runs",
  sql: `
    CREATE TABLE growth_runs (
      id INTEGER PRIMARY KEY,
      repository TEXT NOT NULL,
      series TEXT NOT NULL,
      repository_id TEXT NOT NULL,
      archive TEXT NOT NULL,
      started_ms INTEGER NOT NULL,
      duration_ms INTEGER NOT NULL,
      original_size INTEGER NOT NULL,
      compressed_size INTEGER NOT NULL,
      deduplicated_size INTEGER NOT NULL,
      files INTEGER NOT NULL,
      files_new INTEGER,
      files_changed INTEGER,
      repository_size INTEGER,
      room INTEGER,
      findings TEXT NOT NULL DEFAULT '[]',
      released_ms INTEGER,
      is_usual INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX growth_runs_by_time ON growth_runs (repository, series, started_ms);
  `,
};
