import { MsgpackWriter, packValue } from "../bytes/index.ts";
import type { MsgpackValue } from "../bytes/index.ts";
import { RPC_METHODS } from "./methods.ts";
import { POSITIONAL_TYPE } from "./rpc-form.ts";
import type { RpcForm } from "./rpc-form.ts";
import { RpcFormatError } from "./rpc-format-error.ts";
import { isMsgid, readField, readText, unpackMessage } from "./value-fields.ts";

/** A call of a method. */
export interface RpcRequest {
  /** The answer is written in the same one. */
  readonly form: RpcForm;
  /** Chosen by the client, at least 0. */
  readonly msgid: number;
  readonly method: string;
  readonly args: ReadonlyMap<string, MsgpackValue>;
}

/** @throws {RangeError} If the method has no positional form. */
export function encodeRequest(request: RpcRequest): Uint8Array<ArrayBuffer> {
  const { form, msgid, method, args } = request;
  if (form === "named") {
    return packValue(
      new Map<string, MsgpackValue>([
        ["i", msgid],
        ["m", method],
        ["a", new Map(args)],
      ]),
    );
  }
  const order = RPC_METHODS.get(method)?.positional;
  if (order === undefined) throw new RangeError(`${method} has no positional form`);
  return packValue([POSITIONAL_TYPE, msgid, method, order.map((name) => args.get(name) ?? null)]);
}

/** The bytes of a `put` request up to its data, which follow as they are: `size` bytes. */
export function encodePutHead(form: RpcForm, msgid: number, id: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const writer = new MsgpackWriter(128);
  if (form === "named") {
    writer.writeMapHeader(3);
    writer.writeText("i");
    writer.writeInt(msgid);
    writer.writeText("m");
    writer.writeText("put");
    writer.writeText("a");
    writer.writeMapHeader(2);
    writer.writeText("id");
    writer.writeRaw(id);
    writer.writeText("data");
  } else {
    writer.writeArrayHeader(4);
    writer.writeInt(POSITIONAL_TYPE);
    writer.writeInt(msgid);
    writer.writeText("put");
    writer.writeArrayHeader(2);
    writer.writeRaw(id);
  }
  writer.writeRawHeader(size);
  return writer.toBytes();
}

/**
 * Reads a request. Raws in the arguments are views of `message`; whether they fit the method is the caller's business.
 *
 * Positional arguments get their names; `open` may lack the last two (Borg before 1.0.7). An unknown method is a request all the
 * same: it has an answer.
 *
 * @throws {RpcFormatError} If it is none.
 */
export function decodeRequest(message: Uint8Array): RpcRequest {
  const value = unpackMessage(message);
  if (value instanceof Map) {
    const msgid = readField(value, "i");
    const args = readField(value, "a");
    if (!isMsgid(msgid) || !(args instanceof Map)) throw new RpcFormatError("no request");
    return { form: "named", msgid, method: readText(readField(value, "m")), args: namedArgs(args) };
  }
  if (!Array.isArray(value) || value.length !== 4) throw new RpcFormatError("no request");
  const [, msgid, method, args] = value;
  if (!isMsgid(msgid) || !Array.isArray(args)) throw new RpcFormatError("no request");
  const name = readText(method);
  return { form: "positional", msgid, method: name, args: positionalArgs(name, args) };
}

function namedArgs(args: ReadonlyMap<string | number | bigint, MsgpackValue>): Map<string, MsgpackValue> {
  const named = new Map<string, MsgpackValue>();
  for (const [name, value] of args) {
    if (typeof name !== "string") throw new RpcFormatError("argument without a name");
    named.set(name, value);
  }
  return named;
}

function positionalArgs(method: string, args: readonly MsgpackValue[]): Map<string, MsgpackValue> {
  const order = RPC_METHODS.get(method)?.positional ?? [];
  const isOldOpen = method === "open" && args.length === 4;
  if (args.length < order.length && !isOldOpen) throw new RpcFormatError("too few arguments");
  return new Map(order.slice(0, args.length).map((name, i) => [name, args[i] ?? null]));
}
