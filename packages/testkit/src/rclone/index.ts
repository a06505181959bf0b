/**
 * The machine's rclone, with a remote that is a folder of the test's own. Stands on nothing of the product.
 *
 * @module
 */
export * from "./find-rclone.ts";
export * from "./local-remote.ts";
