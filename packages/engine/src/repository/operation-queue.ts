/**
 * Keeps the order of calls that need not be awaited: exclusive ones run one after the other, shared ones together, but never
 * beside an exclusive one that was called before or after them.
 */
export class OperationQueue {
  #tail: Promise<unknown> = Promise.resolve();
  #exclusiveCount = 0;
  readonly #readers = new Set<Promise<unknown>>();

  /** Whether no exclusive call is waiting or running: then its caller may act at once, without a turn of the event loop. */
  get isIdle(): boolean {
    return this.#exclusiveCount === 0;
  }

  exclusive<T>(action: () => Promise<T>): Promise<T> {
    const before = [this.#tail, ...this.#readers];
    this.#exclusiveCount += 1;
    const result = Promise.allSettled(before)
      .then(action)
      .finally(() => {
        this.#exclusiveCount -= 1;
      });
    this.#tail = result.catch(() => {});
    return result;
  }

  shared<T>(action: () => Promise<T>): Promise<T> {
    const result = this.isIdle ? action() : this.#tail.then(action);
    const settled = result.then(
      () => {},
      () => {},
    );
    this.#readers.add(settled);
    void settled.then(() => this.#readers.delete(settled));
    return result;
  }
}
