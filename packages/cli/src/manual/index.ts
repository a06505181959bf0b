/**
 * Man pages and shell completions, made from the tables of options. `scripts/build-docs.ts` writes them.
 *
 * Stands on all other folders; no part of a run.
 *
 * @module
 */
export { ENVIRONMENT } from "./environment-table.ts";
export { GENERATED_FOLDERS, generatedFiles } from "./generated-files.ts";
