/**
 * What commands cost: seconds on the wall and of CPU, peak memory of all processes, bytes stored; and the roofline, what no implementation
 * could do without on this machine.
 *
 * @module
 */
export { measure } from "./measure.ts";
export type { Command, Cost } from "./measure.ts";
export { roofline } from "./roofline.ts";
export type { Load, Roofline } from "./roofline.ts";
export { medianCost } from "./statistics.ts";
export { storedBytes } from "./stored-bytes.ts";
