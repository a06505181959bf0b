/**
 * What is remembered, for others: figures for a time series database, and one page for people.
 *
 * Words: *facts* are all that the database holds of one repository; a *section* is a part of the page, made of facts alone, which says
 * "never" where nothing is known yet.
 *
 * Stands on state, growth, drill, audit and page, and on the cli's words.
 *
 * @module
 */
export { gatherFacts } from "./facts.ts";
export type { Facts } from "./facts.ts";
export { collectMetrics } from "./metrics/collect-metrics.ts";
export { renderOpenMetrics, renderPrometheus } from "./metrics/metric.ts";
export { renderPage } from "./render-page.ts";
