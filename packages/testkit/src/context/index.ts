/**
 * A world for tests: a context of the engine whose clock stands still, whose randomness is reproducible and whose words are
 * kept.
 *
 * Stands on engine (context).
 *
 * @module
 */
export { FakeClock } from "./fake-clock.ts";
export { memoryLock, type MemoryLock } from "./memory-lock.ts";
export { RecordingReporter } from "./recording-reporter.ts";
export { seededRandomBytes, testContext } from "./test-context.ts";
