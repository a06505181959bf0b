/**
 * Words and figures as Python writes them: format strings and specifications, JSON, floats, sizes, times, shell words.
 *
 * Borg's output is Python's output, and scripts read it; so these rules are kept to the letter.
 *
 * Stands on nothing.
 *
 * @module
 */
export * from "./civil-time.ts";
export * from "./duration.ts";
export * from "./escape-html.ts";
export * from "./file-mode.ts";
export * from "./fixed.ts";
export * from "./float.ts";
export * from "./format-error.ts";
export * from "./format-spec.ts";
export * from "./format-string.ts";
export * from "./json.ts";
export * from "./printable.ts";
export * from "./repr.ts";
export * from "./shell.ts";
export * from "./size.ts";
export * from "./strftime.ts";
export * from "./surrogates.ts";
export * from "./unescape.ts";
export * from "./width.ts";
export * from "./wrap.ts";
