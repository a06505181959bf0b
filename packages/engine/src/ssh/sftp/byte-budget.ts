/** Bytes that may be under way at a time; who wants more waits, in turn. */
export class ByteBudget {
  #left: number;
  readonly #whole: number;
  #waiting: { readonly size: number; readonly resolve: () => void }[] = [];

  constructor(whole: number) {
    this.#whole = whole;
    this.#left = whole;
  }

  /** Takes `size` bytes, no more than the whole budget; to be given back. */
  async take(size: number): Promise<void> {
    const wanted = Math.min(size, this.#whole);
    if (this.#waiting.length === 0 && wanted <= this.#left) this.#left -= wanted;
    else await new Promise<void>((resolve) => this.#waiting.push({ size: wanted, resolve }));
  }

  give(size: number): void {
    this.#left += Math.min(size, this.#whole);
    for (let next = this.#waiting[0]; next !== undefined && next.size <= this.#left; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#left -= next.size;
      next.resolve();
    }
  }
}
