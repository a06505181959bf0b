import type { SchemaStep } from "./schema-step.ts";

export const FINDINGS: SchemaStep = {
  name: "0002-findings",
  sql: `
    CREATE TABLE findings (
      source TEXT NOT NULL,
      repository TEXT NOT NULL,
      code TEXT NOT NULL,
      subject TEXT NOT NULL,
      severity TEXT NOT NULL,
      text TEXT NOT NULL,
      remedy TEXT NOT NULL,
      first_seen_ms INTEGER NOT NULL,
      last_seen_ms INTEGER NOT NULL,
      PRIMARY KEY (source, repository, code, subject)
    ) STRICT;
  `,
};
