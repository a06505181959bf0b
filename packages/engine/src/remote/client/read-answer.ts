import { bytesToText } from "@coffer/format/bytes";
import type { MsgpackValue } from "@coffer/format/bytes";
import { UnexpectedRPCDataFormatFromServer } from "@coffer/format/errors";
import { MAX_DATA_SIZE, objectSizeError, OBJECT_ID_SIZE } from "@coffer/format/segment";

/** What a server answers is not of the kind that the method has. */
function unexpected(what: string): UnexpectedRPCDataFormatFromServer {
  return new UnexpectedRPCDataFormatFromServer(`not ${what}`);
}

/** The data of an object. @throws {IntegrityError} If it is longer than an object can be. */
export function readData(answer: MsgpackValue): Uint8Array {
  if (!(answer instanceof Uint8Array)) throw unexpected("an object");
  if (answer.length > MAX_DATA_SIZE) throw objectSizeError(answer.length);
  return answer;
}

/** A copy of an id. */
export function readId(answer: MsgpackValue): Uint8Array {
  if (!(answer instanceof Uint8Array) || answer.length !== OBJECT_ID_SIZE) throw unexpected("an id");
  return answer.slice();
}

/** At most `limit` ids. */
export function readIds(answer: MsgpackValue, limit: number): Uint8Array[] {
  if (!Array.isArray(answer) || answer.length > limit) throw unexpected("a list of ids");
  return answer.map(readId);
}

export function readCount(answer: MsgpackValue): number {
  if (typeof answer !== "number" || !Number.isInteger(answer) || answer < 0 || answer > 0xffffffff)
    throw unexpected("a count");
  return answer;
}

/** A nonce; `undefined` if there is none. */
export function readNonce(answer: MsgpackValue): bigint | undefined {
  if (answer === null) return undefined;
  if (typeof answer !== "number" && typeof answer !== "bigint") throw unexpected("a nonce");
  const nonce = BigInt(answer);
  if (nonce < 0n) throw unexpected("a nonce");
  return nonce;
}

export function readFlag(answer: MsgpackValue): boolean {
  if (typeof answer !== "boolean") throw unexpected("yes or no");
  return answer;
}

/** A text; `undefined` if it is empty. */
export function readText(answer: MsgpackValue): string | undefined {
  if (answer === null) return undefined;
  if (!(answer instanceof Uint8Array)) throw unexpected("a text");
  return bytesToText(answer) || undefined;
}
