import { MsgpackWriter, packValue } from "../bytes/index.ts";
import type { MsgpackMap, MsgpackValue } from "../bytes/index.ts";
import { POSITIONAL_TYPE } from "./rpc-form.ts";
import type { RpcForm } from "./rpc-form.ts";
import { RpcFormatError } from "./rpc-format-error.ts";
import { isMsgid, readField, readText, unpackMessage } from "./value-fields.ts";

/** An exception on the server. The positional form carries nothing but the class. */
export interface RpcFailure {
  /** Name of Borg's class, without the class around it: `ObjectNotFound`. */
  readonly exception_class: string;
  /** What the exception was made of; null stands for what cannot be sent. Absent: the server is too old to say. */
  readonly exception_args?: readonly (string | number | bigint | null)[];
  /** Lines for whoever looks into it, each with its line feed. */
  readonly exception_full: readonly string[];
  /** The message. */
  readonly exception_short: readonly string[];
  /** Whether {@link exception_full} is to be shown. */
  readonly exception_trace: boolean;
  /** Lines about the server's machine; may be empty. */
  readonly sysinfo: string;
}

export type RpcResponse =
  | { readonly msgid: number; readonly result: MsgpackValue; readonly failure?: undefined }
  | { readonly msgid: number; readonly failure: RpcFailure };

const ID_SIZE = 32;
/** Ids in a part of an answer. */
const IDS_PART = 1000;

/** What the positional form has where the result would be. */
const SEE_LOG = "Remote Exception (see remote log for the traceback)";

export function encodeResponse(form: RpcForm, response: RpcResponse): Uint8Array<ArrayBuffer> {
  const { msgid, failure } = response;
  if (failure === undefined) {
    return packValue(
      form === "named" ? fields({ i: msgid, r: response.result }) : positional(msgid, null, response.result),
    );
  }
  if (form === "positional") return packValue(positional(msgid, failure.exception_class, SEE_LOG));
  return packValue(
    fields({
      i: msgid,
      exception_class: failure.exception_class,
      exception_args: [...(failure.exception_args ?? [])],
      exception_full: [...failure.exception_full],
      exception_short: [...failure.exception_short],
      exception_trace: failure.exception_trace,
      sysinfo: failure.sysinfo,
    }),
  );
}

/** The bytes of the answer to a `get` up to its data, which follow as they are: `size` bytes. */
export function encodeDataHead(form: RpcForm, msgid: number, size: number): Uint8Array<ArrayBuffer> {
  const writer = beginResult(form, msgid);
  writer.writeRawHeader(size);
  return writer.toBytes();
}

/**
 * The answer to a `list`, a part at a time: it is larger than anything else that is sent.
 * @param ids One behind the other; must not change until the last part is made.
 */
export function* encodeIdsResponse(
  form: RpcForm,
  msgid: number,
  ids: Uint8Array,
): Generator<Uint8Array<ArrayBuffer>, void> {
  const head = beginResult(form, msgid);
  head.writeArrayHeader(ids.length / ID_SIZE);
  yield head.toBytes();
  for (let at = 0; at < ids.length;) {
    const end = Math.min(ids.length, at + IDS_PART * ID_SIZE);
    const part = new MsgpackWriter(IDS_PART * (ID_SIZE + 3));
    for (; at < end; at += ID_SIZE) part.writeRaw(ids.subarray(at, at + ID_SIZE));
    yield part.toBytes();
  }
}

/** Reads a response in either form. Raws in the result are views of `message`. @throws {RpcFormatError} If it is none. */
export function decodeResponse(message: Uint8Array): RpcResponse {
  const value = unpackMessage(message);
  if (value instanceof Map) {
    const msgid = readField(value, "i");
    if (!isMsgid(msgid)) throw new RpcFormatError("no response");
    if (value.has("exception_class")) return { msgid, failure: readFailure(value) };
    return { msgid, result: readField(value, "r") };
  }
  if (!Array.isArray(value) || value.length !== 4) throw new RpcFormatError("no response");
  const [, msgid, error, result = null] = value;
  if (!isMsgid(msgid)) throw new RpcFormatError("no response");
  if (error === null) return { msgid, result };
  return { msgid, failure: classOnly(readText(error)) };
}

/** A response up to its result. */
function beginResult(form: RpcForm, msgid: number): MsgpackWriter {
  const writer = new MsgpackWriter(32);
  if (form === "named") {
    writer.writeMapHeader(2);
    writer.writeText("i");
    writer.writeInt(msgid);
    writer.writeText("r");
  } else {
    writer.writeArrayHeader(4);
    writer.writeInt(POSITIONAL_TYPE);
    writer.writeInt(msgid);
    writer.writeNil();
  }
  return writer;
}

function readFailure(map: MsgpackMap): RpcFailure {
  const failure = classOnly(readText(map.get("exception_class")));
  const args = map.get("exception_args");
  const trace = map.get("exception_trace");
  return {
    ...failure,
    ...(Array.isArray(args) ? { exception_args: args.map(readArgument) } : {}),
    exception_full: readLines(map.get("exception_full")) ?? failure.exception_full,
    exception_short: readLines(map.get("exception_short")) ?? failure.exception_short,
    exception_trace: typeof trace === "boolean" ? trace : failure.exception_trace,
    sysinfo: map.has("sysinfo") ? readText(map.get("sysinfo")) : "",
  };
}

/** A failure of which nothing but the class is known. */
function classOnly(exceptionClass: string): RpcFailure {
  return {
    exception_class: exceptionClass,
    exception_full: [`${exceptionClass}\nRemote Exception (see remote log for the traceback)`],
    exception_short: [exceptionClass],
    exception_trace: true,
    sysinfo: "",
  };
}

function readArgument(value: MsgpackValue): string | number | bigint | null {
  if (value instanceof Uint8Array) return readText(value);
  return typeof value === "number" || typeof value === "bigint" ? value : null;
}

function readLines(value: MsgpackValue | undefined): string[] | undefined {
  return Array.isArray(value) ? value.map(readText) : undefined;
}

function fields(values: Record<string, MsgpackValue>): MsgpackMap {
  return new Map(Object.entries(values));
}

function positional(msgid: number, error: string | null, result: MsgpackValue): MsgpackValue[] {
  return [POSITIONAL_TYPE, msgid, error, result];
}
