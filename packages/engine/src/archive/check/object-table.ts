const ID_WORDS = 8;
const ID_SIZE = 4 * ID_WORDS;
/** Slots for each object that is expected, and the fill at which the table grows. */
const SLOTS_EACH = 1.15;
const FILL_MAX = 0.9;
const SLOTS_MIN = 64;

const EMPTY = 0;
const PRESENT = 1;
const MARKED = 2;
const DELETED = 3;

/**
 * A set of ids, each of which can be marked: 33 bytes a slot, so that millions of objects need little memory.
 *
 * A slot is good until the next insertion.
 */
export class ObjectTable {
  #words: Uint32Array;
  #states: Uint8Array;
  #count = 0;
  #deleted = 0;
  readonly #wanted: Uint8Array = new Uint8Array(ID_SIZE);
  readonly #wantedWords: Uint32Array = new Uint32Array(this.#wanted.buffer);

  /** @param expected Ids that will be added, about. */
  constructor(expected = 0) {
    const slots = Math.max(SLOTS_MIN, Math.ceil(expected * SLOTS_EACH));
    this.#words = new Uint32Array(slots * ID_WORDS);
    this.#states = new Uint8Array(slots);
  }

  get count(): number {
    return this.#count;
  }

  has(id: Uint8Array): boolean {
    return this.find(id) >= 0;
  }

  /** Slot of the id, or -1. */
  find(id: Uint8Array): number {
    const slot = this.#seek(id);
    return this.#states[slot] === EMPTY ? -1 : slot;
  }

  /** Adds an id, unmarked, if it is not there. @returns Its slot. */
  add(id: Uint8Array): number {
    if (this.#count + this.#deleted + 1 > this.#states.length * FILL_MAX) this.#grow();
    const slot = this.#seek(id);
    if (this.#states[slot] !== EMPTY) return slot;
    this.#words.set(this.#wantedWords, slot * ID_WORDS);
    this.#states[slot] = PRESENT;
    this.#count += 1;
    return slot;
  }

  /** @returns Whether it was there. */
  delete(id: Uint8Array): boolean {
    const slot = this.find(id);
    if (slot < 0) return false;
    this.#states[slot] = DELETED;
    this.#count -= 1;
    this.#deleted += 1;
    return true;
  }

  mark(slot: number): void {
    this.#states[slot] = MARKED;
  }

  isMarked(slot: number): boolean {
    return this.#states[slot] === MARKED;
  }

  /** A copy of the id in a slot. */
  idAt(slot: number): Uint8Array {
    return new Uint8Array(this.#words.slice(slot * ID_WORDS, (slot + 1) * ID_WORDS).buffer);
  }

  /** The slots of all ids, in no useful order. Add none meanwhile. */
  *slots(): Generator<number, void, undefined> {
    for (let slot = 0; slot < this.#states.length; slot++) {
      const state = this.#states[slot];
      if (state === PRESENT || state === MARKED) yield slot;
    }
  }

  /** The slot that holds the id, or else the empty one that its search ends at. */
  #seek(id: Uint8Array): number {
    this.#wanted.set(id);
    const wanted = this.#wantedWords;
    const slots = this.#states.length;
    let slot = (wanted[0] ?? 0) % slots;
    for (;;) {
      const state = this.#states[slot];
      if (state === EMPTY || (state !== DELETED && this.#isAt(slot, wanted))) return slot;
      slot = slot + 1 === slots ? 0 : slot + 1;
    }
  }

  #isAt(slot: number, wanted: Uint32Array): boolean {
    const at = slot * ID_WORDS;
    for (let word = 0; word < ID_WORDS; word++) if (this.#words[at + word] !== wanted[word]) return false;
    return true;
  }

  #grow(): void {
    const larger = new ObjectTable(this.#count * 2);
    for (const slot of this.slots()) {
      const target = larger.add(this.idAt(slot));
      if (this.isMarked(slot)) larger.mark(target);
    }
    this.#words = larger.#words;
    this.#states = larger.#states;
    this.#deleted = 0;
  }
}
