/**
 * What every storage backend must do, as tests that each of them runs.
 *
 * Stands on engine (storage).
 *
 * @module
 */
export { storageSuite } from "./storage-suite.ts";
