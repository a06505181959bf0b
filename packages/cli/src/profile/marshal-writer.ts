/** Integers of Python's long format have digits of so many bits. */
const DIGIT_BITS = 15n;
const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;

/** Writes values in the format of Python's module `marshal`, version 0 of it: every Python reads that. */
export class MarshalWriter {
  readonly #pieces: Buffer[] = [];

  none(): void {
    this.#type("N");
  }

  bool(value: boolean): void {
    this.#type(value ? "T" : "F");
  }

  int(value: number | bigint): void {
    if (value >= INT_MIN && value <= INT_MAX) {
      this.#type("i");
      this.#int32(Number(value));
    } else this.#long(BigInt(value));
  }

  float(value: number): void {
    this.#type("g");
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    this.#pieces.push(bytes);
  }

  /** @param utf8 Kept by reference. */
  text(utf8: Uint8Array): void {
    this.#type("u");
    this.#int32(utf8.length);
    this.#pieces.push(Buffer.from(utf8.buffer, utf8.byteOffset, utf8.length));
  }

  /** Its values come next. */
  tuple(count: number): void {
    this.#type("(");
    this.#int32(count);
  }

  /** Keys and values come next in turn, then {@link endDict}. */
  beginDict(): void {
    this.#type("{");
  }

  endDict(): void {
    this.#type("0");
  }

  toBytes(): Uint8Array {
    return Buffer.concat(this.#pieces);
  }

  #type(letter: string): void {
    this.#pieces.push(Buffer.from(letter, "latin1"));
  }

  #int32(value: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    this.#pieces.push(bytes);
  }

  #long(value: bigint): void {
    const digits: number[] = [];
    for (let rest = value < 0n ? -value : value; rest > 0n; rest >>= DIGIT_BITS) {
      digits.push(Number(rest & ((1n << DIGIT_BITS) - 1n)));
    }
    this.#type("l");
    this.#int32(value < 0n ? -digits.length : digits.length);
    const bytes = Buffer.alloc(2 * digits.length);
    digits.forEach((digit, index) => bytes.writeUInt16LE(digit, 2 * index));
    this.#pieces.push(bytes);
  }
}
