import { ChunkIndex } from "@coffer/format/hashindex";

/** A set of ids that costs about 60 bytes for each. */
export class IdSet {
  readonly #index = new ChunkIndex();

  add(id: Uint8Array): void {
    this.#index.set(id, 0, 0, 0);
  }

  has(id: Uint8Array): boolean {
    return this.#index.has(id);
  }

  get size(): number {
    return this.#index.count;
  }
}
