const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Lowercase hex digits, two a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += PAIRS[byte]!;
  return text;
}

/** Bytes from hex digits of either case. @throws {RangeError} If the text is anything else; the message is Python's. */
export function fromHex(text: string): Uint8Array {
  const fault = hexFault(text);
  if (fault !== undefined) throw new RangeError(fault);
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

function hexFault(text: string): string | undefined {
  if (/[^\x00-\x7f]/.test(text)) return "string argument should contain only ASCII characters";
  if (text.length % 2 !== 0) return "Odd-length string";
  return /^[0-9a-fA-F]*$/.test(text) ? undefined : "Non-hexadecimal digit found";
}
