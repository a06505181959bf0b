/**
 * Repositories on other machines, through `borg serve`: both ends of the way.
 *
 * - *client*: a repository that is reached by starting a server elsewhere; *place*: where it lies, and how to get there.
 * - *server*: stands between one client and the repositories of this machine; *policy*: what its administrator has decided.
 * - *connection*: the way to the other side, handed in to the server.
 *
 * Knows nothing of encryption and archives. Stands on repository and format (rpc, segment, errors).
 * Format: docs/formats/rpc.md.
 *
 * @module
 */
export { RemoteRepository } from "./client/index.ts";
export type { RemotePlace } from "./client/index.ts";
export { serveConnection } from "./serve-connection.ts";
export type { ServeConnectionOptions } from "./serve-connection.ts";
export type { ServerConnection } from "./server-connection.ts";
