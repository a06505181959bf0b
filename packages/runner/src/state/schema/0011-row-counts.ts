import type { SchemaStep } from "./schema-step.ts";

/** Rows of each table of a database before and after it was dumped into an archive. `dump` is the path below `borgmatic/` in the archive. */
export const ROW_COUNTS: SchemaStep = {
  name: "0011-row-counts",
  sql: `
    CREATE TABLE row_counts (
      repository TEXT NOT NULL,
      archive_id TEXT NOT NULL,
      dump TEXT NOT NULL,
      table_name TEXT NOT NULL,
      rows_before INTEGER NOT NULL,
      rows_after INTEGER NOT NULL,
      PRIMARY KEY (repository, archive_id, dump, table_name)
    ) STRICT;
  `,
};
