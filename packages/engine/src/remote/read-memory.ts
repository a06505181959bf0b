/** Bytes that are read into one slab: the largest chunk that the usual chunker makes, with its envelope. What is never used takes no memory. */
const SLAB_SIZE = 8.25 * 1024 * 1024;

/** Memory for objects on their way to a client: two slabs in turn, so that one may still be leaving while the other is read into. */
export class ReadMemory {
  #current = new Uint8Array(SLAB_SIZE);
  #other = new Uint8Array(SLAB_SIZE);
  #used = 0;

  /** Begins the other slab. What lies in it from before the last call is overwritten. */
  turn(): void {
    [this.#current, this.#other] = [this.#other, this.#current];
    this.#used = 0;
  }

  /** `size` bytes of the slab; memory of its own for what does not fit. */
  take(size: number): Uint8Array {
    if (this.#used + size > SLAB_SIZE) return new Uint8Array(size);
    const taken = this.#current.subarray(this.#used, this.#used + size);
    this.#used += size;
    return taken;
  }
}
