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
