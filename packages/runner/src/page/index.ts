/**
 * Pages for people: one file that needs nothing but itself, light and dark, on a phone and a screen, with no script.
 *
 * Words: *Html* is text that is HTML already; everything else that is put in is escaped.
 *
 * Stands on the cli's words.
 *
 * @module
 */
export { Html, html } from "./html.ts";
export { renderDocument } from "./render-document.ts";
export { factList, table } from "./table.ts";
export { mark, moment, momentWithAge } from "./words.ts";
export { writeAtomically } from "./write-atomically.ts";
