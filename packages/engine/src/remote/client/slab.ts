import assert from "node:assert/strict";
import { copyBytes } from "../../threads/index.ts";
import type { Hold } from "../../threads/index.ts";

/** Bytes of a slab: large enough for few writes, small enough that one that is held for its last byte does not hurt. */
export const SLAB_SIZE: number = 1 << 20;
/** Slabs without users that are kept for the next bytes. */
const SPARE_MAX = 8;

/** A part of what was copied. The bytes are valid until `hold` is released, which has to be done once. */
export interface Piece {
  readonly bytes: Uint8Array;
  readonly hold: Hold;
}

/**
 * Copies bytes one behind the other into slabs of memory. A slab is used again when it is full and its last piece was released.
 *
 * One that is never released is left to the collector: whoever is not sure that he needs a piece no more does better not to
 * release it.
 */
export class SlabWriter {
  #slab: Slab | undefined;
  readonly #spare: Uint8Array[] = [];

  /** @returns The copy, in order; each piece has one user, the caller. */
  copy(bytes: Uint8Array): Piece[] {
    const pieces: Piece[] = [];
    for (let at = 0; at < bytes.length;) {
      if (this.#slab?.isFull === true) this.#leave(this.#slab);
      this.#slab ??= new Slab(this.#spare.pop() ?? new Uint8Array(SLAB_SIZE), (memory) => this.#reuse(memory));
      const piece = this.#slab.take(bytes.subarray(at));
      pieces.push(piece);
      at += piece.bytes.length;
    }
    return pieces;
  }

  #leave(slab: Slab): void {
    slab.release();
    this.#slab = undefined;
  }

  #reuse(memory: Uint8Array): void {
    if (this.#spare.length < SPARE_MAX) this.#spare.push(memory);
  }
}

export function releaseAll(pieces: readonly Piece[]): void {
  for (const { hold } of pieces) hold.release();
}

/** Pieces without their first `count` bytes; those that are nothing but these are released. */
export function withoutStart(pieces: readonly Piece[], count: number): Piece[] {
  const rest: Piece[] = [];
  let excess = count;
  for (const { bytes, hold } of pieces) {
    if (bytes.length > excess) rest.push({ bytes: bytes.subarray(excess), hold });
    else hold.release();
    excess = Math.max(0, excess - bytes.length);
  }
  return rest;
}

/** One life of a slab: the next one is another object, so that a late release cannot free it. */
class Slab implements Hold {
  readonly #memory: Uint8Array;
  readonly #reuse: (memory: Uint8Array) => void;
  #used = 0;
  /** The writer is one of them, until it is full. */
  #users = 1;

  constructor(memory: Uint8Array, reuse: (memory: Uint8Array) => void) {
    this.#memory = memory;
    this.#reuse = reuse;
  }

  get isFull(): boolean {
    return this.#used === this.#memory.length;
  }

  /** Copies as much as there is room for. */
  take(bytes: Uint8Array): Piece {
    const begin = this.#used;
    const end = Math.min(begin + bytes.length, this.#memory.length);
    copyBytes(this.#memory, begin, bytes.subarray(0, end - begin));
    this.#used = end;
    this.retain();
    return { bytes: this.#memory.subarray(begin, end), hold: this };
  }

  retain(): void {
    this.#users += 1;
  }

  release(): void {
    assert(this.#users > 0, "a slab is released as often as it was retained");
    this.#users -= 1;
    if (this.#users === 0) this.#reuse(this.#memory);
  }
}
