import type { SchemaStep } from "./schema-step.ts";

/** `outcome` says whether the archive could be restored; `findings` and `databases` are JSON. */
export const DRILLS: SchemaStep = {
  name: "0010-drills",
  sql: `
    CREATE TABLE drills (
      id INTEGER PRIMARY KEY,
      repository TEXT NOT NULL,
      archive TEXT NOT NULL,
      archive_id TEXT NOT NULL,
      started_ms INTEGER NOT NULL,
      ended_ms INTEGER NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'failed')),
      sample_percentage REAL NOT NULL,
      seed INTEGER NOT NULL,
      items INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      restore_ms INTEGER NOT NULL,
      verify_ms INTEGER NOT NULL,
      sources_compared INTEGER NOT NULL,
      from_escrow INTEGER NOT NULL,
      databases TEXT NOT NULL,
      findings TEXT NOT NULL
    ) STRICT;
    CREATE INDEX drills_by_repository ON drills (repository, ended_ms);
  `,
};
