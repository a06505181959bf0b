import { compareBytes } from "./compare.ts";

// The two converters that every platform has; neither Node's nor the browser's types are in reach here.
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(data: Uint8Array): string };

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Below this length a loop beats the call into the platform's decoder. */
const SHORT = 24;

const ESCAPE = 0xdc00;

/**
 * Text of bytes that are UTF-8 or nearly so, without loss: each byte 0xXX that is no part of valid UTF-8 becomes the lone
 * surrogate U+DCXX (Python's "surrogateescape"). Encoded surrogates are not valid UTF-8.
 */
export function bytesToText(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  let i = start;
  while (i < end && bytes[i]! < 0x80) i++;
  if (i === end && end - start <= SHORT) return shortAscii(bytes, start, end);
  try {
    return strictUtf8.decode(unshared(bytes, start, end));
  } catch {
    return decodeEscaped(bytes, start, end);
  }
}

/**
 * Bytes of a text in the form that {@link bytesToText} gives.
 *
 * @throws {RangeError} If the text holds a lone surrogate other than U+DC80 to U+DCFF.
 */
export function textToBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(encodedLength(text));
  encodeTextInto(text, bytes, 0);
  return bytes;
}

/** Order of two texts by their bytes, which differs from JavaScript's own order beyond U+D7FF. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    if (left < 0xd800 && right < 0xd800) return left - right;
    return compareBytes(textToBytes(a), textToBytes(b));
  }
  return a.length - b.length;
}

/** Count of bytes that {@link textToBytes} gives. @throws {RangeError} As there. */
export function encodedLength(text: string): number {
  const { length } = text;
  let bytes = length;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (unit < 0xd800 || unit > 0xdfff) bytes += 2;
    else if (unit < ESCAPE && isLow(text.charCodeAt(i + 1))) {
      bytes += 2;
      i++;
    } else if (!isEscape(unit)) throw new RangeError("text with a lone surrogate that stands for no byte");
  }
  return bytes;
}

/** Writes the text's bytes at `offset`; there must be room. @returns Offset after the last. */
export function encodeTextInto(text: string, target: Uint8Array, offset: number): number {
  const { length } = text;
  let at = offset;
  for (let i = 0; i < length; i++) {
    let unit = text.charCodeAt(i);
    if (unit < 0x80) {
      target[at++] = unit;
      continue;
    }
    if (isEscape(unit)) {
      target[at++] = unit - ESCAPE;
      continue;
    }
    if (unit < 0x800) {
      target[at++] = 0xc0 | (unit >> 6);
    } else {
      if (unit >= 0xd800 && unit < ESCAPE) {
        unit = 0x10000 + ((unit - 0xd800) << 10) + (text.charCodeAt(++i) - ESCAPE);
        target[at++] = 0xf0 | (unit >> 18);
        target[at++] = 0x80 | ((unit >> 12) & 0x3f);
      } else {
        target[at++] = 0xe0 | (unit >> 12);
      }
      target[at++] = 0x80 | ((unit >> 6) & 0x3f);
    }
    target[at++] = 0x80 | (unit & 0x3f);
  }
  return at;
}

function isLow(unit: number): boolean {
  return unit >= ESCAPE && unit <= 0xdfff; // NaN past the end is neither
}

function isEscape(unit: number): boolean {
  return unit >= 0xdc80 && unit <= 0xdcff;
}

function shortAscii(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!);
  return text;
}

/** Platform decoders need not take shared memory: such bytes are copied. */
function unshared(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const isShared = typeof SharedArrayBuffer !== "undefined" && bytes.buffer instanceof SharedArrayBuffer;
  if (isShared) return new Uint8Array(bytes.subarray(start, end));
  return start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
}

function decodeEscaped(bytes: Uint8Array, start: number, end: number): string {
  const units: number[] = [];
  let text = "";
  let i = start;
  while (i < end) {
    const length = sequenceLength(bytes, i, end);
    if (length === 0) units.push(ESCAPE + bytes[i++]!);
    else {
      pushCodePoint(units, bytes, i, length);
      i += length;
    }
    if (units.length >= 4096) {
      text += String.fromCharCode(...units);
      units.length = 0;
    }
  }
  return text + String.fromCharCode(...units);
}

/** Length of the valid UTF-8 sequence at `i` (Unicode table 3-7), or 0. */
function sequenceLength(bytes: Uint8Array, i: number, end: number): number {
  const lead = bytes[i]!;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (i + length > end) return 0;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (bytes[i + 1]! < low || bytes[i + 1]! > high) return 0;
  for (let k = 2; k < length; k++) if ((bytes[i + k]! & 0xc0) !== 0x80) return 0;
  return length;
}

function pushCodePoint(units: number[], bytes: Uint8Array, i: number, length: number): void {
  let point = length === 1 ? bytes[i]! : bytes[i]! & (0xff >> (length + 1));
  for (let k = 1; k < length; k++) point = (point << 6) | (bytes[i + k]! & 0x3f);
  if (point < 0x10000) units.push(point);
  else units.push(0xd7c0 + (point >> 10), ESCAPE + (point & 0x3ff));
}
