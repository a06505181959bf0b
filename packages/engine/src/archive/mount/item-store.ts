import { ItemStreamReader, decodeItem } from "@coffer/format/archive";
import type { Item } from "@coffer/format/archive";
import { MsgpackError, MsgpackReader, concatBytes } from "@coffer/format/bytes";
import { IntegrityError } from "@coffer/format/errors";
import type { Maybe } from "../../fuse/index.ts";
import { asIntegrityError } from "../../cache/index.ts";
import type { Session } from "../../session/index.ts";

/** Bytes of item streams that are kept: what lies together in a folder mostly lies together in the stream. */
const KEPT_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Items of the archives that were read, found again by their *place*: a number of bytes in all their streams, one after the
 * other. Nothing of an item is kept in memory but the pieces of the streams that were used last.
 */
export class ItemStore {
  readonly #session: Session;
  /** Ids of the pieces, and where each begins. */
  readonly #ids: Uint8Array[] = [];
  readonly #starts: number[] = [];
  #end = 0;
  /** Pieces by their index, the one used last at the end. */
  readonly #kept = new Map<number, Uint8Array>();
  #keptBytes = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Reads the item stream in the chunks `ids`, one call of `visit` for each item with its place.
   * @throws {IntegrityError | ObjectNotFound} Where the stream is damaged; the items before were given out.
   */
  async read(ids: readonly Uint8Array[], visit: (item: Item, place: number) => void): Promise<void> {
    const reader = new ItemStreamReader();
    const base = this.#end;
    try {
      for await (const { id, plaintext } of this.#session.readObjects(ids.map((one) => ({ id: one })))) {
        this.#ids.push(id.slice());
        this.#starts.push(this.#end);
        this.#end += plaintext.length;
        reader.pushEach(plaintext, (item, position) => visit(item, base + position));
      }
      reader.finish();
    } catch (error) {
      throw asIntegrityError(error, "Item stream");
    }
  }

  /** The item at a place. @throws {IntegrityError | ObjectNotFound} */
  at(place: number): Maybe<Item> {
    const index = this.#indexOf(place);
    const piece = this.#recall(index);
    const item = piece === undefined ? undefined : decodeAt(piece, place - (this.#starts[index] ?? 0));
    return item ?? this.#readAt(index, place);
  }

  async #readAt(index: number, place: number): Promise<Item> {
    let bytes = await this.#piece(index);
    for (let next = index + 1; ; next++) {
      const item = decodeAt(bytes, place - (this.#starts[index] ?? 0));
      if (item !== undefined) return item;
      if (next >= this.#ids.length) throw new IntegrityError("Item stream: the item is not there any more");
      bytes = concatBytes(bytes, await this.#piece(next));
    }
  }

  async #piece(index: number): Promise<Uint8Array> {
    const known = this.#recall(index);
    if (known !== undefined) return known;
    const piece = await this.#session.readObject(this.#ids[index] as Uint8Array);
    if (!this.#kept.has(index)) {
      this.#kept.set(index, piece);
      this.#keptBytes += piece.length;
    }
    for (const [oldest, { length }] of this.#kept) {
      if (this.#keptBytes <= KEPT_BYTES_MAX || oldest === index) break;
      this.#kept.delete(oldest);
      this.#keptBytes -= length;
    }
    return piece;
  }

  #recall(index: number): Uint8Array | undefined {
    const piece = this.#kept.get(index);
    if (piece === undefined) return undefined;
    this.#kept.delete(index);
    this.#kept.set(index, piece);
    return piece;
  }

  /** The last piece that begins at `place` or before. */
  #indexOf(place: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** `undefined` if the item goes on in the next piece. */
function decodeAt(piece: Uint8Array, offset: number): Item | undefined {
  try {
    return decodeItem(new MsgpackReader(piece, offset));
  } catch (error) {
    if (error instanceof MsgpackError && error.truncated) return undefined;
    throw asIntegrityError(error, "Item stream");
  }
}
