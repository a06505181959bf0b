import type { HeaderField } from "./header-layout.ts";

const ZERO = 0x30;
/** First byte of a number in base 256. */
const POSITIVE = 0x80;
const NEGATIVE = 0xff;

/**
 * Writes a number into a field: octal digits and a NUL; in base 256 (GNU) what needs more digits or is negative.
 *
 * @param value A safe integer.
 * @param width At least 8: every safe integer fits.
 */
export function writeNumberField(target: Uint8Array, { offset, width }: HeaderField, value: number): void {
  if (value < 0 || value >= 8 ** (width - 1)) {
    writeBase256(target, offset, width, value);
    return;
  }
  let rest = value;
  for (let at = offset + width - 2; at >= offset; at--) {
    target[at] = ZERO + (rest % 8);
    rest = Math.floor(rest / 8);
  }
  target[offset + width - 1] = 0;
}

function writeBase256(target: Uint8Array, offset: number, width: number, value: number): void {
  let rest = value;
  for (let at = offset + width - 1; at > offset; at--) {
    const byte = ((rest % 256) + 256) % 256;
    target[at] = byte;
    rest = (rest - byte) / 256;
  }
  target[offset] = value < 0 ? NEGATIVE : POSITIVE;
}

/**
 * Reads a number out of a field: octal digits up to a NUL, with white space around them, or base 256 (GNU). Nothing is 0.
 *
 * @returns `undefined` where the field holds no number, or one that is no safe integer.
 */
export function readNumberField(block: Uint8Array, { offset, width }: HeaderField): number | undefined {
  const first = block[offset];
  if (first === POSITIVE || first === NEGATIVE) return readBase256(block, offset, width, first === NEGATIVE);
  let text = "";
  for (let at = offset; at < offset + width && block[at] !== 0; at++) text += String.fromCharCode(block[at] ?? 0);
  text = text.trim();
  if (text === "") return 0;
  // What Python's int(text, 8) takes, which Borg reads these fields with: a sign, a prefix, underscores between digits.
  const match = /^([+-]?)(?:0[oO]_?)?([0-7]+(?:_[0-7]+)*)$/.exec(text);
  if (match === null) return undefined;
  const value = Number.parseInt((match[2] ?? "").replaceAll("_", ""), 8);
  return match[1] === "-" ? -value : value;
}

function readBase256(block: Uint8Array, offset: number, width: number, isNegative: boolean): number | undefined {
  let value = 0n;
  for (let at = offset + 1; at < offset + width; at++) value = (value << 8n) | BigInt(block[at] ?? 0);
  if (isNegative) value -= 1n << BigInt(8 * (width - 1));
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}
