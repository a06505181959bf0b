/**
 * Dumps of databases, tried: each is loaded into a server that is started for it alone, and its rows are counted.
 *
 * Words: a *trial* is one dump and the server for it.
 *
 * Stands on hooks (dumps, tools, counts).
 *
 * @module
 */
export { loadDumps } from "./load-dumps.ts";
