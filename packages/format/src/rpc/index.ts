/**
 * The conversation with `borg serve`: messages, requests and responses, versions, and the lines on standard error.
 *
 * - *message*: one msgpack value. Nothing frames it: messages follow each other on the stream, split anywhere.
 * - *request*, *response*: a call of a method and its only answer, paired by *msgid*.
 * - *form*: how both are written. *named* (maps, since Borg 1.1) or *positional* (arrays: Borg 1.0, and every client's first request).
 * - *failure*: a response that carries an exception instead of a result.
 *
 * All bytes are from a peer that may be hostile: sizes and counts are bounded before memory is taken.
 * Stands on bytes. Format: docs/formats/rpc.md.
 *
 * @module
 */
export { MESSAGE_SIZE_MAX, MESSAGE_VALUES_MAX, MessageSplitter } from "./message-splitter.ts";
export type { MessageLimits } from "./message-splitter.ts";
export { decodeRequest, encodePutHead, encodeRequest } from "./request.ts";
export type { RpcRequest } from "./request.ts";
export { decodeResponse, encodeDataHead, encodeIdsResponse, encodeResponse } from "./response.ts";
export type { RpcFailure, RpcResponse } from "./response.ts";
export type { RpcForm } from "./rpc-form.ts";
export { RpcFormatError } from "./rpc-format-error.ts";
export { outdatedFor, RPC_METHODS } from "./methods.ts";
export type { RpcMethod } from "./methods.ts";
export { compareVersions, formatVersion, parseVersion } from "./version.ts";
export type { BorgVersion } from "./version.ts";
export { negotiationArgs, negotiationResult, readClientData, readServerData } from "./negotiation.ts";
export type { ClientData, ServerData } from "./negotiation.ts";
export { decodeLogLine } from "./log-line.ts";
export type { RemoteLine } from "./log-line.ts";
export { LineSplitter } from "./line-splitter.ts";
