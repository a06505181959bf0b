/**
 * The client's end of a conversation with a server in the same process: sends what it is told, sound or not, and sees every byte that
 * comes back.
 *
 * Stands on format (rpc).
 *
 * @module
 */
export { RpcTestClient } from "./rpc-test-client.ts";
