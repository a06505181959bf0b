/**
 * Repositories on other machines, as `borg serve` has them.
 *
 * - *server*: stands between one client and the repositories of this machine; *policy*: what its administrator has decided.
 * - *connection*: the way to the other side, handed in.
 *
 * Knows nothing of encryption and archives. Stands on repository and format (rpc, errors).
 * Format: docs/formats/rpc.md.
 *
 * @module
 */
export { serveConnection } from "./serve-connection.ts";
export type { ServeConnectionOptions } from "./serve-connection.ts";
export type { ServerConnection } from "./server-connection.ts";
