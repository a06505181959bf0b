/** The Borg whose behaviour this is. */
export const BORG_VERSION = "1.4.5";
/** Our own. */
export const COFFER_VERSION = "0.1.0";
/** Answer of `--version`: programs that drive Borg read its second word. */
export const VERSION_LINE: string = `borg ${BORG_VERSION} (coffer ${COFFER_VERSION})`;
