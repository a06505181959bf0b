/**
 * The files of a repository: log entries and the segments they lie in, hints, integrity records, and `config`.
 *
 * - *segment*: a numbered file `data/N/M`: a magic, then entries without padding.
 * - *entry*: one record of the log. *tag*: what it records: a PUT of an object, a DELETE, a COMMIT.
 * - *hints*: what a writer needs to know about the segments besides the index. *integrity record*: digests of index and hints.
 * - *INI*: the configuration dialect of Borg's `config` files, the client cache's too.
 *
 * Pure functions over bytes; files belong to the engine. Stands on bytes, errors, crypto and kernels.
 * Formats: docs/formats/segment.md, hints.md, integrity.md, repository.md.
 *
 * @module
 */
export * from "./entry.ts";
export * from "./entry-errors.ts";
export * from "./file-size.ts";
export * from "./hints.ts";
export { ShadowIndex } from "./shadow-index.ts";
export * from "./ini.ts";
export * from "./integrity-digest.ts";
export * from "./integrity-record.ts";
export * from "./recover-entries.ts";
export * from "./repository-config.ts";
export * from "./verify-segment.ts";
