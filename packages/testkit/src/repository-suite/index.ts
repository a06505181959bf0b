/**
 * What every repository must do, as tests that each implementation runs: one by one, and against a plain map.
 *
 * Stands on engine (repository).
 *
 * @module
 */
export { repositoryModel, type ModelledRepository } from "./repository-model.ts";
export { repositorySuite, type RepositoryFixture } from "./repository-suite.ts";
