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
export function writeNumberField(target: Uint8Array, offset: number, width: number, value: number): void {
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
 * Reads what {@link writeNumberField} and other writers of tars put into a field: white space around octal digits is
 * nothing, and nothing is 0.
 *
 * @returns `undefined` where the field holds no number, or one that is no safe integer.
 */
export function readNumberField(block: Uint8Array, offset: number, width: number): number | undefined {
  const first = block[offset];
  if (first === POSITIVE || first === NEGATIVE) return readBase256(block, offset, width, first === NEGATIVE);
  let end = block.indexOf(0, offset);
  if (end < 0 || end > offset + width) end = offset + width;
  const text = String.fromCharCode(...block.subarray(offset, end)).trim();
  if (text === "") return 0;
  // Python's int(), which Borg reads these fields with, takes a sign, a prefix, and underscores between digits.
  const match = /^([+-]?)(?:0[oO]_?)?([0-7]+(?:_[0-7]+)*)$/.exec(text);
  if (match === null) return undefined;
  const value = Number.parseInt((match[2] ?? "").replaceAll("_", ""), 8);
  return safe(match[1] === "-" ? -value : value);
}

function readBase256(block: Uint8Array, offset: number, width: number, isNegative: boolean): number | undefined {
  let value = 0n;
  for (let at = offset + 1; at < offset + width; at++) value = (value << 8n) | BigInt(block[at] ?? 0);
  if (isNegative) value -= 1n << BigInt(8 * (width - 1));
  return safe(Number(value));
}

function safe(value: number): number | undefined {
  return Number.isSafeInteger(value) ? value : undefined;
}
