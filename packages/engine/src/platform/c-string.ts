import { OSError } from "./os-error.ts";

/** A path or file name as system calls take it: bytes that end in one NUL and hold no other. */
export type CString = Buffer;

const EINVAL = 22;

/**
 * Copies `bytes` and ends the copy in NUL.
 *
 * @throws {OSError} EINVAL if there is a NUL inside: such a name would be cut silently by the kernel.
 */
export function cString(bytes: Uint8Array): CString {
  if (bytes.includes(0)) throw new OSError(EINVAL, bytes);
  const text = Buffer.allocUnsafe(bytes.length + 1);
  text.set(bytes);
  text[bytes.length] = 0;
  return text;
}

/** The bytes before the NUL, as a view. */
export function cStringBytes(text: CString): Buffer {
  return text.subarray(0, text.length - 1);
}
