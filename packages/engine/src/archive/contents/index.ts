/**
 * Contents of items, out of the repository: fetched in the order of the log where it can be, opened (verified, decrypted,
 * decompressed) on worker threads, handed over in the order asked for.
 *
 * Whatever passes through here is what once was put in, or the operation ends with an error.
 *
 * Stands on jobs, cache, repository, threads.
 *
 * @module
 */
export * from "./fetch-stage.ts";
export { FETCH_HEAPS, FETCH_INPUT_BYTES, FETCH_OUTPUT_BYTES } from "./limits.ts";
export * from "./stream-contents.ts";
export { streamItems } from "./stream-items.ts";
