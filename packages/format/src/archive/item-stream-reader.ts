import { concatBytes, MsgpackError, MsgpackReader } from "../bytes/index.ts";
import { decodeItem } from "./decode-item.ts";
import type { Item } from "./item.ts";

/** Longest packed item that we wait for: what Borg's own reader buffers. */
export const PACKED_ITEM_SIZE_MAX: number = 3 * 20 * 1024 * 1024;

/** Items of a batch. */
const BATCH_ITEMS = 128;

/**
 * Turns the chunks of an item stream into items. Items may span chunks; chunk borders mean nothing.
 *
 * Items are views of the chunks that were pushed: those must stay as they are while the items are in use.
 */
export class ItemStreamReader {
  #rest: Uint8Array = new Uint8Array(0);
  /** Bytes of the stream that were made into items. */
  #position = 0;

  /**
   * All items that are complete with this chunk.
   *
   * @throws {MsgpackError} If the stream is damaged, or holds an item of more than {@link PACKED_ITEM_SIZE_MAX} bytes. The
   *   reader is of no use then.
   */
  push(chunk: Uint8Array): Item[] {
    const items: Item[] = [];
    this.pushEach(chunk, (item) => items.push(item));
    return items;
  }

  /**
   * As {@link push}, some items at a time: those that are done with before the next ones are made cost the collector nothing.
   * Iterate to the end before the next chunk.
   */
  *pushBatches(chunk: Uint8Array): Generator<readonly Item[], void, undefined> {
    let items: Item[] = [];
    for (const { item } of this.#decode(chunk)) {
      if (items.push(item) < BATCH_ITEMS) continue;
      yield items;
      items = [];
    }
    if (items.length > 0) yield items;
  }

  /**
   * As {@link push}, one call of `visit` for each item.
   *
   * @param visit Also told where in the stream the item begins, in bytes.
   */
  pushEach(chunk: Uint8Array, visit: (item: Item, position: number) => void): void {
    for (const { item, position } of this.#decode(chunk)) visit(item, position);
  }

  *#decode(chunk: Uint8Array): Generator<{ item: Item; position: number }, void, undefined> {
    const data = this.#rest.length === 0 ? chunk : concatBytes(this.#rest, chunk);
    const reader = new MsgpackReader(data);
    while (!reader.atEnd) {
      const position = this.#position + reader.offset;
      const item = decodeComplete(reader);
      if (item === undefined) break;
      yield { item, position };
    }
    if (reader.remaining > PACKED_ITEM_SIZE_MAX) throw new MsgpackError("item too long", reader.offset);
    this.#rest = data.subarray(reader.offset);
    this.#position += reader.offset;
  }

  /** @throws {MsgpackError} If the stream ends inside an item. */
  finish(): void {
    if (this.#rest.length > 0) throw new MsgpackError("the item stream ends inside an item", 0, true);
  }
}

/** Items of a whole stream given chunk by chunk, in order. @throws {MsgpackError} As {@link ItemStreamReader}. */
export function* decodeItems(chunks: Iterable<Uint8Array>): Generator<Item, void, undefined> {
  const reader = new ItemStreamReader();
  for (const chunk of chunks) yield* reader.push(chunk);
  reader.finish();
}

/** As {@link decodeItems}, for chunks that come one after the other. */
export async function* decodeItemsAsync(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Item, void, undefined> {
  const reader = new ItemStreamReader();
  for await (const chunk of chunks) yield* reader.push(chunk);
  reader.finish();
}

/** One item, or `undefined` if its bytes end too early. */
function decodeComplete(reader: MsgpackReader): Item | undefined {
  try {
    return decodeItem(reader);
  } catch (error) {
    if (error instanceof MsgpackError && error.truncated) return undefined;
    throw error;
  }
}
