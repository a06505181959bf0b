import type { ChunkIndex } from "@coffer/format/hashindex";
import { IdSet } from "./id-set.ts";

/**
 * Which objects there are, and how often archives refer to them.
 *
 * What is never referred to is an orphan, unless a rewritten archive has just left it behind (*superseded*).
 */
export class References {
  readonly chunks: ChunkIndex;
  readonly #superseded = new IdSet();

  constructor(chunks: ChunkIndex) {
    this.chunks = chunks;
  }

  has(id: Uint8Array): boolean {
    return this.chunks.has(id);
  }

  /** Counts one more reference. @returns False if there is no such object. */
  add(id: Uint8Array): boolean {
    const bucket = this.chunks.find(id);
    if (bucket < 0) return false;
    this.chunks.incrementAt(bucket);
    return true;
  }

  /** Counts one more reference to an object that is made if there is none. @returns Whether it has to be made. */
  addOrMake(id: Uint8Array, size: number, csize: number): boolean {
    if (this.add(id)) return false;
    this.chunks.set(id, 1, size, csize);
    return true;
  }

  /** An archive referred to this object until now; unless another one (still) does, it may go. */
  leaveBehind(id: Uint8Array): void {
    const bucket = this.chunks.find(id);
    if (bucket < 0 || this.chunks.refcountAt(bucket) === 0) this.#superseded.add(id);
  }

  get supersededCount(): number {
    return this.#superseded.size;
  }

  /** Objects that nobody refers to: calls `visit` for each. Make no other calls meanwhile. */
  forEachUnused(visit: (id: Uint8Array, isOrphan: boolean) => void): void {
    this.chunks.forEach((bucket) => {
      if (this.chunks.refcountAt(bucket) > 0) return;
      const id = this.chunks.idAt(bucket);
      visit(id, !this.#superseded.has(id));
    });
  }
}
