import type { SchemaStep } from "./schema-step.ts";

/** Copies of keys that were made to be kept elsewhere. The copies themselves are nowhere in here. */
export const KEY_ESCROWS: SchemaStep = {
  name: "0020-key-escrows",
  sql: `
    CREATE TABLE key_escrows (
      id INTEGER PRIMARY KEY,
      repository TEXT NOT NULL,
      form TEXT NOT NULL,
      place TEXT NOT NULL,
      passphrase_place TEXT NOT NULL,
      key_digest TEXT NOT NULL,
      exported_ms INTEGER NOT NULL,
      proven_ms INTEGER
    ) STRICT;
  `,
};
