/**
 * The one list of patterns that an archive is made from: roots, includes and excludes, from all options that say such things.
 *
 * @module
 */
export { collectPatterns } from "./collect-patterns.ts";
export { assertRootsExist } from "./assert-roots-exist.ts";
export { writePatternFile } from "./pattern-file.ts";
export { rootPattern } from "./parse-source-pattern.ts";
