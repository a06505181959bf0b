/**
 * A queue between two stages of a pipeline: what goes in first comes out first.
 *
 * One producer, one consumer. It does not bound itself: what stands in it holds regions of a bounded heap.
 */
export class OrderedQueue<T> {
  #items: T[] = [];
  #head = 0;
  #ended = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#signal();
  }

  /** No more items will come. */
  end(): void {
    this.#ended = true;
    this.#signal();
  }

  /** The consumer's next {@link next} throws `error`; what stands in the queue is dropped. */
  fail(error: Error): void {
    this.#error ??= error;
    this.#signal();
  }

  /** The next item, or `undefined` after the last one. */
  async next(): Promise<T | undefined> {
    for (;;) {
      if (this.#error !== undefined) throw this.#error;
      if (this.#head < this.#items.length) return this.#shift();
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #shift(): T {
    const item = this.#items[this.#head] as T;
    this.#head += 1;
    if (this.#head > 1024) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  #signal(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
