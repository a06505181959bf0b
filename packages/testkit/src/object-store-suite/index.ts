/**
 * What every object store must do, as tests: `objectStoreSuite(name, make)` in the test file of each.
 *
 * @module
 */
export * from "./object-store-suite.ts";
