import type { SchemaStep } from "./schema-step.ts";

export const ACTION_TIMES: SchemaStep = {
  name: "0001-action-times",
  sql: `
    CREATE TABLE action_times (
      repository TEXT NOT NULL,
      action TEXT NOT NULL,
      ended_ms INTEGER NOT NULL,
      PRIMARY KEY (repository, action)
    ) STRICT;
  `,
};
