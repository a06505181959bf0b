/**
 * The server's end of a conversation, in the same process: a real server behind a line that can be cut, and one that answers what a test
 * wants it to.
 *
 * Stands on the engine (remote) and on format (rpc).
 *
 * @module
 */
export { TestLine } from "./test-line.ts";
export { scriptedServer } from "./scripted-server.ts";
export type { ScriptedAnswer } from "./scripted-server.ts";
export { testRemoteSettings } from "./test-remote-settings.ts";
