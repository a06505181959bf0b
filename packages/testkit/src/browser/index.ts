/**
 * A real browser for pages that the project writes: what they load, what they complain of, how readable they are.
 *
 * Stands on Node only; the browser is Chromium without a window, spoken to by its DevTools protocol over a pipe.
 *
 * @module
 */
export { Browser } from "./browser.ts";
export { findChromium } from "./find-chromium.ts";
export { lookAt } from "./look-at.ts";
export type { PageLook, View } from "./look-at.ts";
