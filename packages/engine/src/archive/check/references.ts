import { ObjectTable } from "./object-table.ts";

/**
 * Which objects there are, and whether archives refer to them.
 *
 * What nobody refers to is an orphan, unless a rewritten archive has just left it behind (*superseded*).
 */
export class References {
  #objects = new ObjectTable();
  readonly #superseded = new ObjectTable();

  /** Begins anew. @param objects All that there are. */
  reset(objects: ObjectTable): void {
    this.#objects = objects;
  }

  /** Count of objects. */
  get count(): number {
    return this.#objects.count;
  }

  has(id: Uint8Array): boolean {
    return this.#objects.has(id);
  }

  /** There is no such object any more. */
  delete(id: Uint8Array): void {
    this.#objects.delete(id);
  }

  /** Somebody refers to this object. @returns False if there is none. */
  add(id: Uint8Array): boolean {
    const slot = this.#objects.find(id);
    if (slot < 0) return false;
    this.#objects.mark(slot);
    return true;
  }

  /** Somebody refers to this object, which is made if there is none. @returns Whether it has to be made. */
  addOrMake(id: Uint8Array): boolean {
    if (this.add(id)) return false;
    this.#objects.mark(this.#objects.add(id));
    return true;
  }

  /** An archive referred to this object until now; unless another one (still) does, it may go. */
  leaveBehind(id: Uint8Array): void {
    const slot = this.#objects.find(id);
    if (slot < 0 || !this.#objects.isMarked(slot)) this.#superseded.add(id);
  }

  get supersededCount(): number {
    return this.#superseded.count;
  }

  /** Objects that nobody refers to. Add no references meanwhile. */
  *unused(): Generator<{ readonly id: Uint8Array; readonly isOrphan: boolean }, void, undefined> {
    for (const slot of this.#objects.slots()) {
      if (this.#objects.isMarked(slot)) continue;
      const id = this.#objects.idAt(slot);
      yield { id, isOrphan: !this.#superseded.has(id) };
    }
  }
}
