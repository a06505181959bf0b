/**
 * A browser for the terminal: repositories, archives, folders, files.
 *
 * Words: a *source* gives pages; the *model* says what follows from a key; the *view* makes lines of text of it.
 *
 * Stands on borg; the cli's words.
 *
 * @module
 */
export { BorgBrowseSource } from "./borg-browse-source.ts";
export type { BrowsedRepository } from "./borg-browse-source.ts";
export type { BrowseSource, Entry, Place } from "./browse-source.ts";
export type { ScreenSize } from "./browse-view.ts";
export { openTerminal } from "./open-terminal.ts";
export type { OpenTerminal } from "./open-terminal.ts";
export { runBrowser } from "./run-browser.ts";
export type { BrowserTerminal } from "./run-browser.ts";
