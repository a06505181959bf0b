import { MsgpackWriter } from "../bytes/index.ts";
import { chunkBuffer, ITEMS_CHUNKER_PARAMS } from "../chunker/index.ts";
import { encodeChunks, encodeItem } from "./encode-item.ts";
import type { Item, ItemChunk } from "./item.ts";

/** Bytes of packed items that are collected before they are cut: Borg's rule. */
const BUFFER_SIZE = 8 * 1024 * 1024;

/**
 * Packs items and cuts their stream into chunks exactly as Borg does, so that unchanged stretches deduplicate.
 *
 * `emit` gets each chunk in order; the bytes are a copy that it may keep.
 *
 * @see docs/formats/archive.md, "Item stream"
 */
export class ItemStreamWriter {
  readonly #writer = new MsgpackWriter(BUFFER_SIZE / 8);
  readonly #seed: number;
  readonly #emit: (chunk: Uint8Array) => void;

  /** @param seed The repository's chunk seed; 0 where there is no encryption. */
  constructor(seed: number, emit: (chunk: Uint8Array) => void) {
    this.#seed = seed;
    this.#emit = emit;
  }

  /** @throws {RangeError} As `encodeItem`; the stream is of no use then. */
  add(item: Item): void {
    encodeItem(item, this.#writer);
    if (this.#writer.length > BUFFER_SIZE) this.#cut(false);
  }

  /** As {@link add}, for an item that is packed already. */
  addPacked(item: Uint8Array): void {
    this.#writer.writePacked(item);
    if (this.#writer.length > BUFFER_SIZE) this.#cut(false);
  }

  /** As {@link add}, for an item that `encodeItemAroundChunks` packed: what comes before its chunks, and what after. */
  addAround(head: Uint8Array, chunks: readonly ItemChunk[], tail: Uint8Array): void {
    this.#writer.writePacked(head);
    encodeChunks(chunks, this.#writer);
    this.#writer.writePacked(tail);
    if (this.#writer.length > BUFFER_SIZE) this.#cut(false);
  }

  /** Emits all that is left: at the end of an archive, and at a checkpoint. Items may be added afterwards. */
  flush(): void {
    if (this.#writer.length > 0) this.#cut(true);
  }

  /** The last chunk may go on with the next item: it stays, unless it is the only one. */
  #cut(isLast: boolean): void {
    const data = this.#writer.toBytes();
    const sizes = chunkBuffer(data, ITEMS_CHUNKER_PARAMS, this.#seed);
    const kept = isLast || sizes.length === 1 ? 0 : (sizes.pop() ?? 0);
    let offset = 0;
    for (const size of sizes) {
      this.#emit(data.slice(offset, offset + size));
      offset += size;
    }
    this.#writer.reset();
    if (kept > 0) this.#writer.writePacked(data.subarray(offset));
  }
}
