/**
 * What the outside hands to the engine: folders, clock, randomness, secrets, questions, and where words go.
 *
 * The engine never prints, never reads argv or environment, never exits. `cli`, `runner`, `host` and tests each make an
 * {@link EngineContext} of their own.
 *
 * Stands on format (types only).
 *
 * @module
 */
export * from "./activity.ts";
export * from "./context.ts";
export * from "./gentle-stop.ts";
export * from "./rclone-settings.ts";
export * from "./remote-settings.ts";
export * from "./reporter.ts";
export * from "./request-meter.ts";
export * from "./run-memory.ts";
export * from "./s3-settings.ts";
