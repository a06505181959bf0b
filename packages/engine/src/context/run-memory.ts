/**
 * What commands on the same repositories, one after the other in one process, leave to one another in memory: so that not each of them derives
 * the key and loads index and cache again.
 *
 * Whoever keeps something in a {@link MemorySlot} gives it away, and notes by what the next one sees that it still holds: no lock is kept
 * between commands, and others may write meanwhile.
 */
export class RunMemory {
  readonly #kept = new Map<MemorySlot<unknown>, Map<string, unknown>>();

  /** Used by {@link MemorySlot}. */
  placesOf(slot: MemorySlot<unknown>): Map<string, unknown> {
    const places = this.#kept.get(slot) ?? new Map<string, unknown>();
    this.#kept.set(slot, places);
    return places;
  }

  /** Lets go of everything. */
  clear(): void {
    this.#kept.clear();
  }
}

/** One kind of thing that is kept in a {@link RunMemory}, at most one for each place. */
export class MemorySlot<T> {
  /** @param value Not to be used any more by whoever keeps it. */
  keep(memory: RunMemory | undefined, place: string, value: T): void {
    memory?.placesOf(this).set(place, value);
  }

  /** What was kept for `place`, which is not kept any more. */
  take(memory: RunMemory | undefined, place: string): T | undefined {
    const places = memory?.placesOf(this);
    const value = places?.get(place) as T | undefined;
    places?.delete(place);
    return value;
  }

  /** Lets go of what is kept for any place. */
  clear(memory: RunMemory | undefined): void {
    memory?.placesOf(this).clear();
  }
}
