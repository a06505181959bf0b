import { concatBytes } from "@coffer/format/bytes";
import type { ItemChunk } from "@coffer/format/archive";

export type Side = "before" | "after";

const NOTHING: Uint8Array = new Uint8Array(0);

/** Compares two contents that come chunk by chunk, cut at different places. Holds at most what one side is ahead. */
export class ContentComparison {
  #isDifferent = false;
  #aheadSide: Side = "before";
  #ahead: Uint8Array = NOTHING;

  /** A difference was found: more need not be read. */
  get isDifferent(): boolean {
    return this.#isDifferent;
  }

  /** Whether the contents are the same, all of them having been added. */
  get isEqual(): boolean {
    return !this.#isDifferent && this.#ahead.length === 0;
  }

  /** Takes the next bytes of one side; what is needed later is copied. */
  add(side: Side, bytes: Uint8Array): void {
    if (this.#isDifferent) return;
    if (side === this.#aheadSide || this.#ahead.length === 0) {
      this.#aheadSide = side;
      this.#ahead = concatBytes(this.#ahead, bytes);
      return;
    }
    const length = Math.min(bytes.length, this.#ahead.length);
    this.#isDifferent = Buffer.compare(bytes.subarray(0, length), this.#ahead.subarray(0, length)) !== 0;
    this.#ahead = this.#ahead.subarray(length);
    if (length < bytes.length) this.add(side, bytes.subarray(length));
  }
}

export interface SidedChunks {
  readonly chunks: readonly ItemChunk[];
  /** Which side each chunk is of. */
  readonly sides: readonly Side[];
}

/** The chunks of both sides in an order that keeps either from running ahead by more than one chunk. */
export function interleave(before: readonly ItemChunk[], after: readonly ItemChunk[]): SidedChunks {
  const chunks: ItemChunk[] = [];
  const sides: Side[] = [];
  let [first, second, firstEnd, secondEnd] = [0, 0, 0, 0];
  while (first < before.length || second < after.length) {
    const isBefore = second === after.length || (first < before.length && firstEnd <= secondEnd);
    const chunk = (isBefore ? before[first++] : after[second++]) as ItemChunk;
    if (isBefore) firstEnd += chunk.size;
    else secondEnd += chunk.size;
    chunks.push(chunk);
    sides.push(isBefore ? "before" : "after");
  }
  return { chunks, sides };
}
