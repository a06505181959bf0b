import { bytesToText, MsgpackError, unpackValue } from "../bytes/index.ts";
import type { MsgpackMap, MsgpackValue } from "../bytes/index.ts";
import { RpcFormatError } from "./rpc-format-error.ts";

export function isMsgid(value: MsgpackValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** @throws {RpcFormatError} If the map lacks it. */
export function readField(map: MsgpackMap, name: string): MsgpackValue {
  const value = map.get(name);
  if (value === undefined) throw new RpcFormatError(`message without ${name}`);
  return value;
}

/** @throws {RpcFormatError} If the value is no raw. */
export function readText(value: MsgpackValue | undefined): string {
  if (!(value instanceof Uint8Array)) throw new RpcFormatError("not a text");
  return bytesToText(value);
}

/** @throws {RpcFormatError} If it is not exactly one value. */
export function unpackMessage(message: Uint8Array): MsgpackValue {
  try {
    return unpackValue(message);
  } catch (error) {
    if (error instanceof MsgpackError) throw new RpcFormatError(error.message, { cause: error });
    throw error;
  }
}
