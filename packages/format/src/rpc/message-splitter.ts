import { RpcFormatError } from "./rpc-format-error.ts";

/** Most bytes of one message, as in Borg: three times its largest object. */
export const MESSAGE_SIZE_MAX: number = 3 * 20 * 1024 * 1024;
/** Most values in one message: twice the ids that a client asks `list` for at once. */
export const MESSAGE_VALUES_MAX = 200_000;

/** What a message may cost. */
export interface MessageLimits {
  /** Bytes; default {@link MESSAGE_SIZE_MAX}. */
  readonly sizeMax?: number;
  /** Values at any depth, map keys counted; default {@link MESSAGE_VALUES_MAX}. */
  readonly valuesMax?: number;
}

/** Bytes that are added to an unfinished message at a time, at least. */
const PIECE_SIZE = 4096;
/** A buffer that had to become larger is let go after its message: twice Borg's largest object. */
const BUFFER_KEPT_MAX = 2 * 20 * 1024 * 1024;

/**
 * Cuts a stream of bytes into messages.
 *
 * Looks at each value's head once, however small the pieces are that arrive. Holds one unfinished message at most: twice
 * `sizeMax` bytes.
 */
export class MessageSplitter {
  readonly #sizeMax: number;
  readonly #valuesMax: number;
  /** Messages that were given out last, then the unfinished one; it may be longer than both. */
  #buffer = new Uint8Array(0);
  #start = 0;
  #length = 0;
  /** Where in the message the next value begins, … */
  #offset = 0;
  /** … how many values of it are still to come, and how many there are in all as far as is known. */
  #left = 1;
  #values = 1;
  /** Bytes that the message has at least. */
  #sizeMin = 1;

  constructor(limits: MessageLimits = {}) {
    this.#sizeMax = limits.sizeMax ?? MESSAGE_SIZE_MAX;
    this.#valuesMax = limits.valuesMax ?? MESSAGE_VALUES_MAX;
  }

  /** Bytes of the unfinished message that have arrived. */
  get pendingSize(): number {
    return this.#length;
  }

  /** Bytes that the unfinished message wants at least, before it or the next one can be complete. */
  get missingSize(): number {
    return this.#sizeMin - this.#length;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @returns The messages that are complete now, each exactly one packed value: views of `bytes` or of memory that the next call
   *   writes to. Copy what is needed for longer.
   * @throws {RpcFormatError} If a message is no msgpack or passes a limit; the splitter is of no use after that.
   */
  feed(bytes: Uint8Array): Uint8Array[] {
    const messages: Uint8Array[] = [];
    this.#forgetMessages();
    let rest = bytes;
    while (this.#length > 0 && rest.length > 0) rest = this.#complete(rest, messages);
    if (rest.length > 0) this.#append(this.#cut(rest, messages));
    return messages;
  }

  /** Moves the unfinished message to the front. */
  #forgetMessages(): void {
    if (this.#start === 0) return;
    const unfinished = this.#buffer.subarray(this.#start, this.#start + this.#length);
    if (this.#buffer.length > BUFFER_KEPT_MAX) this.#buffer = unfinished.slice();
    else this.#buffer.set(unfinished);
    this.#start = 0;
  }

  /** Adds what the unfinished message needs. @returns The bytes after that. */
  #complete(bytes: Uint8Array, messages: Uint8Array[]): Uint8Array {
    const wanted = Math.max(this.#sizeMin - this.#length, PIECE_SIZE);
    const piece = bytes.subarray(0, wanted);
    this.#append(piece);
    const count = messages.length;
    const rest = this.#cut(this.#buffer.subarray(this.#start, this.#start + this.#length), messages);
    if (messages.length > count) {
      this.#start += this.#length - rest.length;
      this.#length = rest.length;
    }
    return bytes.subarray(piece.length);
  }

  #append(piece: Uint8Array): void {
    this.#reserve(this.#length + piece.length);
    this.#buffer.set(piece, this.#start + this.#length);
    this.#length += piece.length;
  }

  /** @returns The unfinished message at the end of `data`. */
  #cut(data: Uint8Array, messages: Uint8Array[]): Uint8Array {
    let rest = data;
    while (this.#scan(rest)) {
      messages.push(rest.subarray(0, this.#offset));
      rest = rest.subarray(this.#offset);
      this.#offset = 0;
      this.#left = 1;
      this.#values = 1;
      this.#sizeMin = 1;
    }
    return rest;
  }

  /** Looks at the values of the message at the beginning of `data`. @returns Whether it is complete. */
  #scan(data: Uint8Array): boolean {
    while (this.#left > 0) {
      const head = headSize(data, this.#offset);
      if (!this.#has(data, head)) return false;
      const tag = data[this.#offset] ?? 0;
      const count = readCount(data, this.#offset, head);
      const children = childrenOf(tag, count);
      this.#values += children;
      if (this.#values > this.#valuesMax) throw new RpcFormatError("message of too many values");
      if (!this.#has(data, head + (isRaw(tag) ? count : 0))) return false;
      this.#offset = this.#sizeMin;
      this.#left += children - 1;
    }
    return true;
  }

  /** Whether there are as many bytes from the current value on; notes that the message has them. */
  #has(data: Uint8Array, count: number): boolean {
    this.#sizeMin = this.#offset + count;
    if (this.#sizeMin > this.#sizeMax) throw new RpcFormatError("message too large");
    return this.#sizeMin <= data.length;
  }

  /** Makes room for `length` bytes of the unfinished message. Messages that were given out stay where they are. */
  #reserve(length: number): void {
    if (this.#start + length <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(length, this.#sizeMin, Math.min(2 * this.#length, this.#sizeMax)));
    larger.set(this.#buffer.subarray(this.#start, this.#start + this.#length));
    this.#buffer = larger;
    this.#start = 0;
  }
}

/** Bytes of the head of the value at `offset`: the whole of a number, tag and length of anything else. */
function headSize(data: Uint8Array, offset: number): number {
  const tag = data[offset];
  if (tag === undefined || tag < 0xc0 || tag >= 0xe0) return 1;
  const size = HEAD_SIZES[tag - 0xc0] ?? 0;
  if (size === 0) throw new RpcFormatError(`invalid byte ${tag.toString(16)}`);
  return size;
}

/** By tag, from c0 on; 0: no tag that Borg knows. */
// prettier-ignore
const HEAD_SIZES = [
  1, 0, 1, 1, 2, 3, 5, 0, 0, 0, 5, 9, 2, 3, 5, 9,
  2, 3, 5, 9, 0, 0, 0, 0, 0, 2, 3, 5, 3, 5, 3, 5,
] as const;

/** What the complete head of a raw, array or map counts; meaningless for other values. */
function readCount(data: Uint8Array, offset: number, head: number): number {
  const tag = data[offset] ?? 0;
  if (head === 1) return tag & (tag < 0xa0 ? 0x0f : 0x1f);
  let count = 0;
  for (let at = offset + 1; at < offset + head; at++) count = count * 256 + (data[at] ?? 0);
  return count;
}

function isRaw(tag: number): boolean {
  return (tag >= 0xa0 && tag < 0xc0) || (tag >= 0xc4 && tag <= 0xc6) || (tag >= 0xd9 && tag <= 0xdb);
}

/** How many values belong to a value of this tag and count, and follow it. */
function childrenOf(tag: number, count: number): number {
  if ((tag >= 0x80 && tag < 0x90) || tag === 0xde || tag === 0xdf) return 2 * count;
  if ((tag >= 0x90 && tag < 0xa0) || tag === 0xdc || tag === 0xdd) return count;
  return 0;
}
