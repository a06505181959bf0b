/**
 * A queue between two stages of a pipeline: what goes in first comes out first.
 *
 * One producer, one consumer. A producer that may run ahead without end asks for {@link room} first.
 */
export class OrderedQueue<T> {
  #items: (T | undefined)[] = [];
  #head = 0;
  #ended = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;
  #waiting: { readonly below: number; readonly resolve: () => void } | undefined;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#signal();
  }

  /** Waits until fewer than `limit` items stand in the queue. For the producer; at once after {@link fail}. */
  room(limit: number): void | Promise<void> {
    if (this.length < limit || this.#error !== undefined) return;
    return new Promise((resolve) => {
      this.#waiting = { below: limit, resolve };
    });
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
    this.#letIn();
  }

  /** The next item if it is there already: spares a consumer the price of waiting. */
  take(): T | undefined {
    return this.#error === undefined && this.#head < this.#items.length ? this.#shift() : undefined;
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
    // What was handed out must not be kept alive from here.
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head > 1024) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    this.#letIn();
    return item;
  }

  #letIn(): void {
    const waiting = this.#waiting;
    if (waiting === undefined || (this.length >= waiting.below && this.#error === undefined)) return;
    this.#waiting = undefined;
    waiting.resolve();
  }

  #signal(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
