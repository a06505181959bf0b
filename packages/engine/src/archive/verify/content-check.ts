import type { ItemChunk } from "@coffer/format/archive";
import { equalBytes } from "@coffer/format/bytes";
import type { Key } from "@coffer/format/keys";
import { readSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { stopIfInterrupted } from "../jobs/index.ts";

/** After so many bytes the rest of the program has its turn. */
const TURN_BYTES = 32 << 20;

/** Compares contents of files with the chunks that they should be made of; nothing is fetched for it. */
export class ContentCheck {
  /** Bytes that were read so far. */
  bytes: number = 0;
  readonly #key: Key;
  readonly #signal: AbortSignal | undefined;
  #buffer = Buffer.alloc(0);
  #sinceTurn = 0;

  constructor(key: Key, signal: AbortSignal | undefined) {
    this.#key = key;
    this.#signal = signal;
  }

  /**
   * Reads a file to its end, and names each piece as a repository would.
   *
   * @param fd Open for reading, at its beginning; stays open.
   * @returns Where it begins to differ, in bytes; undefined if it does not.
   * @throws What `node:fs` throws.
   */
  async firstDifference(fd: number, chunks: readonly ItemChunk[]): Promise<number | undefined> {
    let position = 0;
    for (const { id, size } of chunks) {
      const piece = this.#read(fd, size);
      if (piece.length < size || !this.#isNamed(id, piece)) return position;
      position += size;
      if (this.#sinceTurn >= TURN_BYTES) await this.#letOthers();
    }
    return this.#read(fd, 1).length === 0 ? undefined : position;
  }

  #isNamed(id: Uint8Array, piece: Uint8Array): boolean {
    // without a key there are no names to compare
    return this.#key.secrets.isPlaceholder === true || equalBytes(this.#key.idHash(piece), id);
  }

  /** As many bytes as there are, at most `size`; good until the next call. */
  #read(fd: number, size: number): Uint8Array {
    if (this.#buffer.length < size) this.#buffer = Buffer.alloc(size);
    let filled = 0;
    while (filled < size) {
      const count = readSync(fd, this.#buffer, filled, size - filled, null);
      if (count === 0) break;
      filled += count;
    }
    this.bytes += filled;
    this.#sinceTurn += filled;
    return this.#buffer.subarray(0, filled);
  }

  async #letOthers(): Promise<void> {
    this.#sinceTurn = 0;
    await nextTurn();
    stopIfInterrupted(this.#signal);
  }
}
