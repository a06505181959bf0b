import { COMPRESSION_HELP } from "./help-compression.ts";
import { PATTERNS_HELP } from "./help-patterns.ts";
import { PLACEHOLDERS_HELP } from "./help-placeholders.ts";

/** Texts of `help` that belong to no command. */
export const HELP_TOPICS: ReadonlyMap<string, string> = new Map([
  ["compression", COMPRESSION_HELP],
  ["patterns", PATTERNS_HELP],
  ["placeholders", PLACEHOLDERS_HELP],
]);
