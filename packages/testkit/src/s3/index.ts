/**
 * An S3 server for tests: buckets in memory behind plain HTTP, that does what the real ones do, and fails as they do when it is told to.
 *
 * - *simulator*: the server; its *log* has every request. *fault*: what it does wrong, for which requests, how often.
 * - *condition*: `If-None-Match` and `If-Match`; of several requests at the same time exactly one wins.
 *
 * Signatures are checked as AWS does; the official client is the judge of the answers. Stands on nothing of the product.
 *
 * @module
 */
export { S3Simulator } from "./s3-simulator.ts";
export type { Fault, FaultAction } from "./fault.ts";
export type { LoggedRequest } from "./s3-request.ts";
