import { readAttributes } from "./attributes.ts";
import type { SftpAttributes } from "./attributes.ts";
import type { PacketReader } from "./packet-reader.ts";
import { HANDLE_SIZE_MAX, REPLY, STATUS } from "./protocol.ts";
import { SftpFormatError, SftpStatusError } from "./sftp-error.ts";

/** A reply; `body` is valid until the one who takes it returns. */
export interface Reply {
  readonly type: number;
  readonly body: PacketReader;
}

/** A file that the server holds open. */
export type SftpHandle = Uint8Array & { readonly sftpHandle?: never };

/** What a folder holds under one name. */
export interface SftpEntry extends SftpAttributes {
  readonly name: string;
  /** The line that the server would show to a person. */
  readonly line: string;
}

/** What is expected of a reply that says only whether it was done. @throws {SftpStatusError} */
export function takeOk(reply: Reply): void {
  const status = takeStatus(reply);
  if (status !== undefined) throw status;
}

/** The body of a reply of this type. @throws {SftpStatusError} If the server refuses. @throws {SftpFormatError} */
export function takeBody(reply: Reply, type: number): PacketReader {
  if (reply.type === type) return reply.body;
  throw takeStatus(reply) ?? new SftpFormatError("success without a result");
}

/** The refusal, or `undefined` for success. @throws {SftpFormatError} If it is something else. */
function takeStatus({ type, body }: Reply): SftpStatusError | undefined {
  if (type !== REPLY.STATUS) throw new SftpFormatError(`a reply of type ${type}`);
  const status = body.u32();
  if (status === STATUS.OK) return undefined;
  return new SftpStatusError(status, body.rest > 0 ? body.text() : `status ${status}`);
}

export function takeAttributes(reply: Reply): SftpAttributes {
  return readAttributes(takeBody(reply, REPLY.ATTRS));
}

export function takeHandle(reply: Reply): SftpHandle {
  const handle = takeBody(reply, REPLY.HANDLE).bytes().slice();
  if (handle.length > HANDLE_SIZE_MAX) throw new SftpFormatError(`a handle of ${handle.length} bytes`);
  return handle;
}

/** Copies what was read. @returns Count of bytes; `undefined` at the end of the file. */
export function takeData(reply: Reply, target: Uint8Array): number | undefined {
  if (reply.type === REPLY.DATA) {
    const data = reply.body.bytes();
    if (data.length === 0 || data.length > target.length) throw new SftpFormatError(`${data.length} bytes of data`);
    target.set(data);
    return data.length;
  }
  return untilEnd(reply);
}

/** @returns `undefined` at the end of a folder. */
export function takeNames(reply: Reply): SftpEntry[] | undefined {
  if (reply.type !== REPLY.NAME) return untilEnd(reply);
  const { body } = reply;
  const entries: SftpEntry[] = [];
  for (let count = body.u32(); count > 0; count--) {
    const name = body.text();
    const line = body.text();
    entries.push({ name, line, ...readAttributes(body) });
  }
  return entries;
}

function untilEnd(reply: Reply): undefined {
  try {
    takeOk(reply);
  } catch (error) {
    if (error instanceof SftpStatusError && error.status === STATUS.EOF) return undefined;
    throw error;
  }
  throw new SftpFormatError("success without a result");
}
