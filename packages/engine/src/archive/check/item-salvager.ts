import { concatBytes, MsgpackError, MsgpackReader } from "@coffer/format/bytes";
import { PACKED_ITEM_SIZE_MAX } from "@coffer/format/archive";
import { looksLikePackedMap, packKeys } from "../jobs/index.ts";
import { outlineItem } from "./item-outline.ts";
import type { ItemOutline, OutlinedValue } from "./item-outline.ts";

/** What one chunk of an item stream brought. */
export interface Salvage {
  /** Reads the bytes that the outlines point into: valid until the next call. */
  readonly reader: MsgpackReader;
  readonly bytes: Uint8Array;
  /** Items in order, and in between, in Borg's words, what was there instead of items. */
  readonly values: readonly (ItemOutline | { readonly problem: string })[];
}

const CRASHED = "Unpacker crashed while unpacking item metadata, trying to resync...";
const NO_ITEM = "Did not get expected metadata dict when unpacking item metadata";

/**
 * Finds the items in an item stream that may have holes.
 *
 * After a hole the next item is looked for byte by byte: the first place where a map begins with a key that items have, and
 * which can be read as a whole.
 */
export class ItemSalvager {
  readonly #knownKeys: ReadonlySet<string>;
  readonly #packedKeys: readonly Uint8Array[];
  readonly #packedKeyLengthMax: number;
  /** What could not be read yet. */
  #rest: Uint8Array = new Uint8Array(0);
  #isLost = false;

  /** @param knownKeys All that an item may have. */
  constructor(knownKeys: ReadonlySet<string>) {
    this.#knownKeys = knownKeys;
    this.#packedKeys = packKeys(knownKeys);
    this.#packedKeyLengthMax = Math.max(...this.#packedKeys.map((key): number => key.length));
  }

  /** Something is missing between the last chunk and the next one. */
  loseTrack(): void {
    this.#rest = new Uint8Array(0);
    this.#isLost = true;
  }

  /** Reads on with the next chunk, whose bytes may change after the salvage was used. */
  push(chunk: Uint8Array): Salvage {
    const bytes = this.#rest.length === 0 ? chunk : concatBytes(this.#rest, chunk);
    const reader = new MsgpackReader(bytes);
    const values: (ItemOutline | { problem: string })[] = [];
    if (!this.#isLost || this.#findItem(bytes, reader)) this.#readItems(reader, values);
    if (!this.#isLost && reader.remaining > PACKED_ITEM_SIZE_MAX) this.#crash(reader, values);
    this.#rest = new Uint8Array(bytes.subarray(reader.offset));
    return { reader, bytes, values };
  }

  #readItems(reader: MsgpackReader, values: (ItemOutline | { problem: string })[]): void {
    while (!reader.atEnd) {
      const value = this.#tryOutline(reader);
      if (value === "truncated") return;
      if (value === "malformed") {
        this.#crash(reader, values);
        return;
      }
      values.push("fault" in value ? { problem: `${NO_ITEM} (${value.fault})` } : value);
    }
  }

  /** Gives up what is left of this chunk. */
  #crash(reader: MsgpackReader, values: (ItemOutline | { problem: string })[]): void {
    values.push({ problem: CRASHED });
    this.#isLost = true;
    reader.offset += reader.remaining;
  }

  /**
   * Sets `reader` to the next place where an item begins.
   * @returns False if there is none (yet): then `reader` is where the search must go on when there are more bytes.
   */
  #findItem(bytes: Uint8Array, reader: MsgpackReader): boolean {
    let resumeAt = -1;
    for (let at = 0; at < bytes.length; at++) {
      if (!looksLikePackedMap(bytes, this.#packedKeys, at)) continue;
      reader.offset = at;
      const value = this.#tryOutline(reader);
      if (value === "truncated" && resumeAt < 0) resumeAt = at;
      if (typeof value === "string" || ("fault" in value && !value.hasPath)) continue;
      reader.offset = at;
      this.#isLost = false;
      return true;
    }
    // A map's first bytes may lie at the end, too few of them to be known.
    const undecided = Math.max(bytes.length - this.#packedKeyLengthMax - 2, 0);
    const isHopeless = resumeAt < 0 || bytes.length - resumeAt > PACKED_ITEM_SIZE_MAX;
    reader.offset = isHopeless ? undecided : Math.min(resumeAt, undecided);
    return false;
  }

  #tryOutline(reader: MsgpackReader): OutlinedValue | "truncated" | "malformed" {
    try {
      return outlineItem(reader, this.#knownKeys);
    } catch (error) {
      if (!(error instanceof MsgpackError)) throw error;
      return error.truncated ? "truncated" : "malformed";
    }
  }
}
