import { assert } from "@coffer/format/bytes";

/**
 * Keeps the order of calls that need not be awaited: exclusive ones run one after the other, shared ones together, but never
 * beside an exclusive one that was called before or after them.
 */
export class OperationQueue {
  #tail: Promise<unknown> = Promise.resolve();
  #exclusiveCount = 0;
  readonly #readers = new Set<Promise<unknown>>();
  #isClosed = false;

  /** Whether no exclusive call is waiting or running: then its caller may act at once, without a turn of the event loop. */
  get isIdle(): boolean {
    return this.#exclusiveCount === 0;
  }

  /** What is called from now on, or waits for its turn, is a mistake of its caller's. */
  close(): void {
    this.#isClosed = true;
  }

  exclusive<T>(action: () => Promise<T>): Promise<T> {
    return this.inTurn(() => {
      this.#assertOpen();
      return action();
    });
  }

  /** As {@link exclusive}; allowed after the end, too. */
  inTurn<T>(action: () => Promise<T>): Promise<T> {
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
    this.#assertOpen();
    const result = this.isIdle ? action() : this.#tail.then(action);
    const settled = result.then(
      () => {},
      () => {},
    );
    this.#readers.add(settled);
    void settled.then(() => this.#readers.delete(settled));
    return result;
  }

  #assertOpen(): void {
    assert(!this.#isClosed, "the repository is open");
  }
}
