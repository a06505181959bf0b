import assert from "node:assert/strict";

/** A piece of a {@link SharedHeap}. `offset` is an address in the shared memory. */
export interface Region {
  readonly offset: number;
  readonly size: number;
}

const ALIGNMENT = 64;

interface Waiter {
  readonly size: number;
  readonly resolve: (region: Region) => void;
}

/**
 * Hands out regions of shared memory, first fit, on the main thread only.
 *
 * A heap is also a bound: {@link allocate} waits until earlier regions are freed, in order of asking, so that nobody
 * starves. Regions are not cleared.
 */
export class SharedHeap {
  readonly memory: WebAssembly.Memory;
  readonly size: number;
  #free: { offset: number; size: number }[];
  #used = 0;
  readonly #waiters: Waiter[] = [];

  constructor(memory: WebAssembly.Memory, offset: number, size: number) {
    assert(offset % ALIGNMENT === 0 && size % ALIGNMENT === 0);
    assert(offset + size <= memory.buffer.byteLength);
    this.memory = memory;
    this.size = size;
    this.#free = [{ offset, size }];
  }

  /** Bytes handed out. */
  get used(): number {
    return this.#used;
  }

  /** The bytes of a region, or of a part of it; valid until the region is freed. */
  view(offset: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, offset, length);
  }

  /** A region of at least `size` bytes, or `undefined` when there is no room or others wait already. */
  tryAllocate(size: number): Region | undefined {
    return this.#waiters.length > 0 ? undefined : this.#take(size);
  }

  /** A region of at least `size` bytes, as soon as there is room. @throws {RangeError} If the heap is smaller than that. */
  allocate(size: number): Promise<Region> {
    if (aligned(size) > this.size) throw new RangeError(`cannot allocate ${size} of ${this.size} bytes`);
    const region = this.tryAllocate(size);
    if (region !== undefined) return Promise.resolve(region);
    return new Promise((resolve) => this.#waiters.push({ size, resolve }));
  }

  free(region: Region): void {
    this.#used -= region.size;
    this.#insert(region);
    while (this.#waiters.length > 0) {
      const first = this.#waiters[0] as Waiter;
      const taken = this.#take(first.size);
      if (taken === undefined) return;
      this.#waiters.shift();
      first.resolve(taken);
    }
  }

  #take(wanted: number): Region | undefined {
    const size = aligned(wanted);
    const index = this.#free.findIndex((piece) => piece.size >= size);
    const piece = this.#free[index];
    if (piece === undefined) return undefined;
    const region = { offset: piece.offset, size };
    if (piece.size === size) this.#free.splice(index, 1);
    else this.#free[index] = { offset: piece.offset + size, size: piece.size - size };
    this.#used += size;
    return region;
  }

  #insert(region: Region): void {
    const index = this.#free.findIndex((piece) => piece.offset > region.offset);
    const at = index < 0 ? this.#free.length : index;
    const before = this.#free[at - 1];
    const after = this.#free[at];
    assert(before === undefined || before.offset + before.size <= region.offset, "region freed twice");
    assert(after === undefined || region.offset + region.size <= after.offset, "region freed twice");
    let { offset, size } = region;
    let [start, count] = [at, 0];
    if (before !== undefined && before.offset + before.size === offset) {
      offset = before.offset;
      size += before.size;
      [start, count] = [at - 1, 1];
    }
    if (after !== undefined && region.offset + region.size === after.offset) {
      size += after.size;
      count += 1;
    }
    this.#free.splice(start, count, { offset, size });
  }
}

function aligned(size: number): number {
  return Math.max(ALIGNMENT, Math.ceil(size / ALIGNMENT) * ALIGNMENT);
}
