/**
 * Every condition that Borg knows by name, with Borg's text, `msgid` and exit code.
 *
 * Errors are classes and end the command; warnings are values and do not. Two families are kept apart on purpose:
 * trouble with one input file ({@link FileTrouble}) is a warning, trouble with the repository is an error.
 *
 * Stands on nothing.
 *
 * @module
 */
export * from "./borg-error.ts";
export * from "./access-errors.ts";
export * from "./archive-errors.ts";
export * from "./command-errors.ts";
export * from "./integrity-errors.ts";
export * from "./key-errors.ts";
export * from "./lock-errors.ts";
export * from "./manifest-errors.ts";
export * from "./repository-errors.ts";
export * from "./rpc-errors.ts";
export * from "./warnings.ts";
