/**
 * What this program calls itself. Alone in its folder, so that `--version` needs nothing else.
 *
 * Stands on nothing.
 *
 * @module
 */

/** The Borg whose behaviour this is. */
export const BORG_VERSION = "1.4.5";
/** Our own; the same as in package.json. */
export const COFFER_VERSION = "0.1.0";
/** Answer of `--version`: programs that drive Borg read its second word. */
export const VERSION_LINE: string = `borg ${BORG_VERSION} (coffer ${COFFER_VERSION})`;
