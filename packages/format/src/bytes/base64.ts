const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/** Standard base64 with padding, in one line. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += ALPHABET[group >> 18]! + ALPHABET[(group >> 12) & 63]!;
    text += i + 1 < bytes.length ? ALPHABET[(group >> 6) & 63]! : "=";
    text += i + 2 < bytes.length ? ALPHABET[group & 63]! : "=";
  }
  return text;
}

/**
 * Bytes of a standard base64 text. Characters outside of the alphabet (line ends, blanks, anything) are passed over, and
 * the text ends at its padding, as in Python's lenient decoder.
 *
 * @throws {RangeError} If the last group is incomplete.
 */
export function fromBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let at = 0;
  let group = 0;
  let digits = 0;
  let padding = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x3d) {
      padding++;
      if (digits >= 2 && digits + padding >= 4) return bytes.slice(0, at);
      continue;
    }
    const value = unit < 128 ? VALUES[unit]! : -1;
    if (value < 0) continue;
    padding = 0;
    group = ((group << 6) | value) & 0xffffff;
    digits++;
    if (digits >= 2) bytes[at++] = (group >> (8 - 2 * digits)) & 0xff;
    if (digits === 4) digits = 0;
  }
  if (digits !== 0) throw new RangeError("incomplete base64 text");
  return bytes.slice(0, at);
}
