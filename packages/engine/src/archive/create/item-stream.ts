import type { Item } from "@coffer/format/archive";
import { encodeItem } from "@coffer/format/archive";
import { MsgpackWriter } from "@coffer/format/bytes";
import { buzhashTable, ITEMS_CHUNKER_PARAMS } from "@coffer/format/chunker";
import { getKernels } from "@coffer/format/kernels";

/**
 * The item stream of an archive being written: packed items, cut into chunks.
 *
 * Cuts depend on the content alone, so it makes no difference when {@link take} is called.
 * @see docs/formats/archive.md
 */
export class ItemStream {
  readonly #writer = new MsgpackWriter();
  readonly #table: Uint32Array;

  constructor(chunkSeed: number) {
    this.#table = buzhashTable(chunkSeed);
  }

  add(item: Item): void {
    encodeItem(item, this.#writer);
  }

  /** Chunks that are complete; with `final`, all. Copies, the caller's to keep. */
  take(final: boolean): Uint8Array[] {
    const data = this.#writer.toBytes();
    const chunks: Uint8Array[] = [];
    let covered = 0;
    while (covered < data.length) {
      const rest = data.subarray(covered);
      const size = getKernels().buzhashCut(rest, true, ITEMS_CHUNKER_PARAMS, this.#table);
      // The last cut may move when more items follow.
      if (!final && covered + size === data.length) break;
      chunks.push(rest.subarray(0, size));
      covered += size;
    }
    this.#writer.reset();
    this.#writer.writePacked(data.subarray(covered));
    return chunks;
  }
}
