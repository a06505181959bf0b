import type { MsgpackMap, MsgpackValue } from "../bytes/index.ts";
import type { RpcForm } from "./rpc-form.ts";
import { RpcFormatError } from "./rpc-format-error.ts";
import { parseVersion, readVersion } from "./version.ts";
import type { BorgVersion } from "./version.ts";

/** What Borg 1.0 and older announce, and answer. */
const PROTOCOL_OF_1_0 = 2;

/** What a client says of itself. */
export interface ClientData {
  /** `undefined`: it says no version that we understand. */
  readonly version: BorgVersion | undefined;
  /** It reads log lines in JSON. */
  readonly wantsJson: boolean;
}

/** How to talk to a server. */
export interface ServerData {
  readonly form: RpcForm;
  readonly version: BorgVersion;
}

/** Arguments of `negotiate`, always sent in the positional form: the server may be of any age. */
export function negotiationArgs(client: BorgVersion): ReadonlyMap<string, MsgpackValue> {
  return new Map([["client_data", new Map<string, MsgpackValue>([["client_version", [...client]]])]]);
}

/** The server's answer to {@link readClientData}'s argument. */
export function negotiationResult(client: ClientData, server: BorgVersion): MsgpackValue {
  if (isOfBorg10(client)) return PROTOCOL_OF_1_0;
  const result: MsgpackMap = new Map([["server_version", [...server]]]);
  return result;
}

/** @param value The argument `client_data` of `negotiate`. @throws {RpcFormatError} If its version is malformed. */
export function readClientData(value: MsgpackValue | undefined): ClientData {
  if (value === PROTOCOL_OF_1_0) return { version: parseVersion("1.0.8"), wantsJson: false };
  if (!(value instanceof Map)) return { version: undefined, wantsJson: false };
  return { version: readVersion(value.get("client_version")), wantsJson: true };
}

function isOfBorg10(client: ClientData): boolean {
  return client.version !== undefined && !client.wantsJson;
}

/** @param value The result of `negotiate`. @throws {RpcFormatError} If it is neither of those that exist. */
export function readServerData(value: MsgpackValue): ServerData {
  if (value === PROTOCOL_OF_1_0) return { form: "positional", version: parseVersion("1.0.8") };
  if (!(value instanceof Map)) throw new RpcFormatError("unsupported protocol version");
  return { form: "named", version: readVersion(value.get("server_version")) };
}
