/**
 * Real database servers, started by a test for itself in a folder of its own.
 *
 * A *server* listens on a free port of the loopback address and at a socket in its folder, lets in one user by password, and is gone after
 * the test. Nothing of a server that the machine has is touched.
 *
 * Stands on `run`.
 *
 * @module
 */
export { databasePeers } from "./database-peers.ts";
export type { DatabasePeers } from "./database-peers.ts";
export { startMariadb } from "./mariadb-server.ts";
export { startPostgresql } from "./postgresql-server.ts";
export type { DatabaseServer } from "./server-process.ts";
