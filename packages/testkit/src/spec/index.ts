/**
 * The written specification beside the project: vectors and sample repositories made by the real borg.
 *
 * Stands on Node only.
 *
 * @module
 */
export { loadVectors } from "./load-vectors.ts";
export { loadSampleExpectations, readSample, SAMPLE_PASSPHRASE } from "./samples.ts";
export type { SampleArchive, SampleExpectation } from "./samples.ts";
export { specPath } from "./spec-path.ts";
export { vectorBytes } from "./vector-input.ts";
export type { VectorInput } from "./vector-input.ts";
