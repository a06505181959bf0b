/**
 * The command line: tables of options, and the parser, usage and help that are made from them.
 *
 * A *parameter* is a value with the *switches* (options) that change it; a *level* is a stage of the command line (the
 * program, a family such as `key`, a command). The rules are those of Python's `argparse`, which Borg's users rely on
 * unknowingly.
 *
 * Stands on text.
 *
 * @module
 */
export * from "./argument-errors.ts";
export * from "./builders.ts";
export * from "./help.ts";
export * from "./level.ts";
export * from "./parameter.ts";
export * from "./parser.ts";
export * from "./usage.ts";
