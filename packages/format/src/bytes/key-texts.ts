import { bytesToText } from "./text.ts";

const SLOTS = 256;
const LENGTH_MAX = 32;

/** Keeps short ASCII texts that come again and again, so that reading them allocates nothing. Bounded. */
export class KeyTexts {
  readonly #slots: string[] = Array.from({ length: SLOTS }, () => "");

  /** Text of `bytes` from `start` to `end`. */
  get(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start;
    if (length === 0) return "";
    if (length > LENGTH_MAX) return bytesToText(bytes, start, end);
    let hash = length;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
    const slot = (hash ^ (hash >>> 8)) & (SLOTS - 1);
    const known = this.#slots[slot]!;
    if (isSame(known, bytes, start, length)) return known;
    const text = bytesToText(bytes, start, end);
    if (text.length === length && bytes[start]! < 0x80) this.#slots[slot] = text;
    return text;
  }
}

function isSame(text: string, bytes: Uint8Array, start: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
