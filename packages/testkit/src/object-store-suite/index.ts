/**
 * What every object store must do, as tests: `objectStoreSuite(name, make)` in the test file of each; and a store without working
 * conditions.
 *
 * @module
 */
export * from "./heedless-store.ts";
export * from "./object-store-suite.ts";
