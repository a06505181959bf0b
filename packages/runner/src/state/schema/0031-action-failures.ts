import type { SchemaStep } from "./schema-step.ts";

/** The last failure of each action. */
export const ACTION_FAILURES: SchemaStep = {
  name: "0031-action-failures",
  sql: `
    CREATE TABLE action_failures (
      repository TEXT NOT NULL,
      action TEXT NOT NULL,
      failed_ms INTEGER NOT NULL,
      message TEXT NOT NULL,
      PRIMARY KEY (repository, action)
    ) STRICT;
  `,
};
