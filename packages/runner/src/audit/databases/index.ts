/**
 * Databases that lie in sources as files. Copied while a server writes, such files do not fit together: the copy is *torn*.
 *
 * Each kind is known by files that only its servers make; nothing is asked of a server.
 *
 * @module
 */
export { DUMP_OPTIONS, isDumped } from "./dumps.ts";
export { findDatabase } from "./find-database.ts";
export type { DatabaseKind, FoundDatabase } from "./found-database.ts";
export { snapshotOf } from "./snapshots.ts";
