/**
 * Configuration files of coffermatic in a folder of their own.
 *
 * Stands on `borg` (temporary folders) of testkit.
 *
 * @module
 */
export { ConfigurationFolder } from "./configuration-folder.ts";
