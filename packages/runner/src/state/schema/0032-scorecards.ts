import type { SchemaStep } from "./schema-step.ts";

/** What the last audit of a configuration has counted: `card` is JSON. */
export const SCORECARDS: SchemaStep = {
  name: "0032-scorecards",
  sql: `
    CREATE TABLE scorecards (
      configuration TEXT PRIMARY KEY,
      counted_ms INTEGER NOT NULL,
      card TEXT NOT NULL
    ) STRICT;
  `,
};
