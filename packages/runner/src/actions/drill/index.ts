/**
 * The action `drill`: which archives are restored for trial, and what becomes of the result; and the warning of a drill that is overdue.
 *
 * @module
 */
export { checkDrillAge } from "./drill-age.ts";
export { drill } from "./drill.ts";
