/** Size of one buffer in which small entries are gathered. */
export const GROUP_SIZE: number = 1024 * 1024;

/** Emptied buffers kept for the next entries. */
const SPARE_GROUPS_MAX = 20;

/** A buffer being filled from its start; slices of it are on their way to the disk. */
interface Group {
  readonly bytes: Uint8Array;
  fill: number;
  /** Bytes before this were handed out. */
  sealed: number;
  slicesOut: number;
}

/** Bytes handed out for writing; the buffer is used again after `release`. */
export interface GroupSlice {
  readonly bytes: Uint8Array;
  release(): void;
}

/** Gathers small entries, so that thousands of them make one write. Buffers are recycled. */
export class GroupBuffers {
  readonly #spare: Group[] = [];
  #current: Group = newGroup();

  /** Bytes gathered and not yet handed out. */
  get length(): number {
    return this.#current.fill - this.#current.sealed;
  }

  /** Room left in the current buffer. */
  get room(): number {
    return GROUP_SIZE - this.#current.fill;
  }

  /** `size` bytes to be filled by the caller, who must know that there is room. */
  take(size: number): Uint8Array {
    const group = this.#current;
    group.fill += size;
    return group.bytes.subarray(group.fill - size, group.fill);
  }

  /** Hands out what was gathered. */
  seal(): GroupSlice {
    const group = this.#current;
    const bytes = group.bytes.subarray(group.sealed, group.fill);
    group.sealed = group.fill;
    group.slicesOut += 1;
    return { bytes, release: () => this.#release(group) };
  }

  /** Goes on with an empty buffer. All of the current one must have been handed out. */
  next(): void {
    this.#current = this.#spare.pop() ?? newGroup();
  }

  #release(group: Group): void {
    group.slicesOut -= 1;
    if (group === this.#current || group.slicesOut > 0 || this.#spare.length >= SPARE_GROUPS_MAX) return;
    group.fill = 0;
    group.sealed = 0;
    this.#spare.push(group);
  }
}

function newGroup(): Group {
  return { bytes: new Uint8Array(GROUP_SIZE), fill: 0, sealed: 0, slicesOut: 0 };
}
