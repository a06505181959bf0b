import { grown, roomFor } from "./columns.ts";

const FIRST_ROOM = 1024;
const FIRST_ARENA = 16 * 1024;

/**
 * Names in folders: which node a name in a folder is, and which names a folder has, in the order in which they were added.
 *
 * Names lie one after the other in one array of bytes; an open-addressing hash table finds them, and a chain runs through
 * those of a folder. Some 30 bytes a name beyond the name itself.
 */
export class NameTable {
  #count = 0;
  #arena: Uint8Array = new Uint8Array(FIRST_ARENA);
  /** Where each name begins in the arena; it ends where the next one begins. */
  #start: Uint32Array = new Uint32Array(FIRST_ROOM);
  #node: Uint32Array = new Uint32Array(FIRST_ROOM);
  #folder: Uint32Array = new Uint32Array(FIRST_ROOM);
  /** The next name of the same folder; 0 after the last one. */
  #next: Uint32Array = new Uint32Array(FIRST_ROOM);
  /** By folder: its first and its last name. */
  #first: Uint32Array = new Uint32Array(FIRST_ROOM);
  #last: Uint32Array = new Uint32Array(FIRST_ROOM);
  /** Numbers of names, from 1; 0 where nothing is. Its size is a power of two. */
  #slots: Uint32Array = new Uint32Array(2 * FIRST_ROOM);

  /** The node of a name; 0 if the folder has no such name. */
  find(folder: number, name: Uint8Array): number {
    const index = this.#slots[this.#slotOf(folder, name)] ?? 0;
    return index === 0 ? 0 : (this.#node[index] ?? 0);
  }

  /** Gives a folder a name for `node`; if it has that name, it leads to `node` from now on. */
  put(folder: number, name: Uint8Array, node: number): void {
    const slot = this.#slotOf(folder, name);
    const known = this.#slots[slot] ?? 0;
    if (known !== 0) {
      this.#node[known] = node;
      return;
    }
    const index = this.#append(folder, name, node);
    this.#slots[slot] = index;
    this.#chain(folder, index);
    if (2 * this.#count > this.#slots.length) this.#rehash();
  }

  /**
   * Calls `visit` for the names of a folder, until it says false. The bytes of a name are good during the call.
   * @param after 0, or the number of the name after which to begin.
   */
  list(folder: number, after: number, visit: (name: Uint8Array, node: number, index: number) => boolean): void {
    // What comes from the kernel is checked: a name of another folder would list that one.
    if (after !== 0 && this.#folder[after] !== folder) return;
    let index = (after === 0 ? this.#first[folder] : this.#next[after]) ?? 0;
    while (index !== 0 && visit(this.#nameOf(index), this.#node[index] ?? 0, index)) index = this.#next[index] ?? 0;
  }

  #nameOf(index: number): Uint8Array {
    return this.#arena.subarray(this.#start[index], this.#start[index + 1]);
  }

  #append(folder: number, name: Uint8Array, node: number): number {
    const index = ++this.#count;
    if (index + 1 >= this.#start.length) this.#grow();
    const start = this.#start[index] ?? 0;
    const end = start + name.length;
    if (end > this.#arena.length) this.#arena = grown(this.#arena, roomFor(this.#arena.length, end));
    this.#arena.set(name, start);
    this.#start[index + 1] = end;
    this.#node[index] = node;
    this.#folder[index] = folder;
    return index;
  }

  #chain(folder: number, index: number): void {
    if (folder >= this.#first.length) {
      const room = roomFor(this.#first.length, folder + 1);
      this.#first = grown(this.#first, room);
      this.#last = grown(this.#last, room);
    }
    const last = this.#last[folder] ?? 0;
    if (last === 0) this.#first[folder] = index;
    else this.#next[last] = index;
    this.#last[folder] = index;
  }

  /** The slot that holds the name, or the one where it would go. */
  #slotOf(folder: number, name: Uint8Array): number {
    const mask = this.#slots.length - 1;
    for (let slot = hashName(folder, name, 0, name.length) & mask; ; slot = (slot + 1) & mask) {
      const index = this.#slots[slot] ?? 0;
      if (index === 0 || (this.#folder[index] === folder && this.#hasName(index, name))) return slot;
    }
  }

  #hasName(index: number, name: Uint8Array): boolean {
    const start = this.#start[index] ?? 0;
    if ((this.#start[index + 1] ?? 0) - start !== name.length) return false;
    for (let at = 0; at < name.length; at++) if (this.#arena[start + at] !== name[at]) return false;
    return true;
  }

  #rehash(): void {
    const slots = new Uint32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let index = 1; index <= this.#count; index++) {
      const folder = this.#folder[index] ?? 0;
      let slot = hashName(folder, this.#arena, this.#start[index] ?? 0, this.#start[index + 1] ?? 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index;
    }
    this.#slots = slots;
  }

  #grow(): void {
    const room = roomFor(this.#start.length, this.#count + 2);
    this.#start = grown(this.#start, room);
    this.#node = grown(this.#node, room);
    this.#folder = grown(this.#folder, room);
    this.#next = grown(this.#next, room);
  }
}

/** FNV-1a over the name, begun with the folder; the last steps spread it to all bits. */
function hashName(folder: number, bytes: Uint8Array, start: number, end: number): number {
  let hash = Math.imul(folder ^ 0x811c9dc5, 0x01000193);
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
