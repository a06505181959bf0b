/**
 * What the surroundings say: command line and variables, folders, passphrases, questions, names of host and user, clocks,
 * and the three standard streams.
 *
 * Stands on text, version and on the engine's context.
 *
 * @module
 */
export * from "./child-environment.ts";
export * from "./clock.ts";
export * from "./command-line.ts";
export * from "./folders.ts";
export * from "./hidden-input.ts";
export * from "./host-name.ts";
export * from "./passphrases.ts";
export * from "./questions.ts";
export * from "./standard-connection.ts";
export * from "./standard-input.ts";
export * from "./streams.ts";
export * from "./system-info.ts";
