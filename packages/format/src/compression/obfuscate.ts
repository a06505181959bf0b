import { assert } from "../bytes/index.ts";
import { DecompressionError } from "../errors/index.ts";
import { type Compressor, DATA_SIZE_MAX, HEADER_SIZE, TargetCompressor } from "./compressor.ts";
import { PADME_LEVEL } from "./spec.ts";

export const OBFUSCATE_ID = 4;

const LENGTH_SIZE = 4;
/** Left free in an object for what surrounds the payload. */
const RESERVE = 1024;
/** A factor of a thousand at most, whatever the random number. */
const RANDOM_MIN = 0.0001;

/** Hides the size of another compressor's payload behind padding. */
export class ObfuscateCompressor extends TargetCompressor {
  readonly #level: number;
  readonly #inner: Compressor;
  readonly #random: () => number;

  /** @param random Uniform in [0, 1). */
  constructor(level: number, inner: Compressor, random: () => number) {
    super();
    this.#level = level;
    this.#inner = inner;
    this.#random = random;
  }

  bound(size: number): number {
    const inner = this.#inner.bound(size);
    const padded = isAbsolute(this.#level)
      ? inner + 2 ** (this.#level - 100)
      : Math.max(inner, DATA_SIZE_MAX - RESERVE);
    return HEADER_SIZE + LENGTH_SIZE + (this.#level === PADME_LEVEL ? inner + padme(inner) : padded);
  }

  override compress(chunk: Uint8Array): Uint8Array {
    const payload = this.#inner.compress(chunk);
    const padding = this.#padding(payload.length);
    const target = new Uint8Array(HEADER_SIZE + LENGTH_SIZE + payload.length + padding);
    this.#wrap(payload.length, target);
    target.set(payload, HEADER_SIZE + LENGTH_SIZE);
    return target;
  }

  protected write(chunk: Uint8Array, target: Uint8Array): number {
    const size = this.#inner.compressInto(chunk, target.subarray(HEADER_SIZE + LENGTH_SIZE));
    const end = HEADER_SIZE + LENGTH_SIZE + size;
    const padding = this.#padding(size);
    this.#wrap(size, target);
    target.fill(0, end, end + padding);
    return end + padding;
  }

  #wrap(size: number, target: Uint8Array): void {
    target[0] = OBFUSCATE_ID;
    target[1] = 0;
    new DataView(target.buffer, target.byteOffset).setUint32(HEADER_SIZE, size);
  }

  #padding(size: number): number {
    const wanted = this.#level === PADME_LEVEL ? padme(size) : randomPadding(this.#level, size, this.#random());
    return Math.max(0, Math.min(wanted, DATA_SIZE_MAX - RESERVE - size));
  }
}

function isAbsolute(level: number): boolean {
  return level >= 110 && level <= 123;
}

/** Levels 1 to 6 add a multiple of the size, levels 110 to 123 up to so many bytes. */
function randomPadding(level: number, size: number, random: number): number {
  assert(random >= 0 && random < 1, "random numbers lie in [0, 1)");
  if (isAbsolute(level)) return Math.trunc(2 ** (level - 100) * random);
  const factor = 0.001 * 10 ** level;
  return Math.trunc(size * (factor / Math.max(RANDOM_MIN, random)));
}

/** Bytes up to the next size whose mantissa has no more bits than its exponent's logarithm: at most 12 % more. */
export function padme(size: number): number {
  if (size < 2) return 0;
  const exponent = 31 - Math.clz32(size);
  const mantissaBits = exponent === 0 ? 0 : 32 - Math.clz32(exponent);
  const step = 2 ** (exponent - mantissaBits);
  return Math.ceil(size / step) * step - size;
}

/** The inner payload as a view. @throws {DecompressionError} If it is cut short. */
export function readObfuscated(payload: Uint8Array): Uint8Array {
  const start = HEADER_SIZE + LENGTH_SIZE;
  if (payload.length < start) throw new DecompressionError("obfuscated payload is cut short");
  const size = new DataView(payload.buffer, payload.byteOffset).getUint32(HEADER_SIZE);
  if (size > payload.length - start) throw new DecompressionError("obfuscated payload is cut short");
  return payload.subarray(start, start + size);
}
