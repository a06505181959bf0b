/**
 * What this program calls itself. Alone in its folder, so that `--version` needs nothing else.
 *
 * Stands on nothing.
 *
 * @module
 */

/** The same as in package.json. */
export const COFFERMATIC_VERSION = "0.1.0";
