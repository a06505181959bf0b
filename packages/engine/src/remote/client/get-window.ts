/** Bytes that may be on their way at once. */
const WINDOW_SIZE = 64 << 20;
/** What an object counts for whose size is not known. */
const SIZE_GUESS = 1 << 20;

/** Bounds how much may be asked for before it has arrived, so that a server cannot fill our memory by answering. */
export class GetWindow {
  #free = WINDOW_SIZE;
  readonly #waiters: { readonly size: number; readonly enter: () => void }[] = [];

  /** Waits for room for an object, in order of asking. @param size Bytes; 0 or less: not known. @returns What to give to {@link leave}. */
  enter(size: number): number | Promise<number> {
    const wanted = size > 0 ? Math.min(size, WINDOW_SIZE) : SIZE_GUESS;
    if (this.#waiters.length === 0 && this.#free >= wanted) {
      this.#free -= wanted;
      return wanted;
    }
    return new Promise((resolve) => this.#waiters.push({ size: wanted, enter: () => resolve(wanted) }));
  }

  leave(size: number): void {
    this.#free += size;
    for (let first = this.#waiters[0]; first !== undefined && first.size <= this.#free; first = this.#waiters[0]) {
      this.#free -= first.size;
      this.#waiters.shift();
      first.enter();
    }
  }
}
