import { joinBytes, MsgpackError, MsgpackReader } from "@coffer/format/bytes";
import { IntegrityError } from "@coffer/format/errors";

/** Sums over the items of one archive; sizes in bytes. Part files are in the totals as well. */
export interface ItemTotals {
  nfiles: number;
  size: number;
  csize: number;
  nfiles_parts: number;
  size_parts: number;
  csize_parts: number;
}

const NOTHING: Uint8Array = new Uint8Array(0);
const ID_LENGTH = 32;
/** Keys of an item that matter here; the others are not even made texts of. */
const CHUNKS = asciiOf("chunks");
const PART = asciiOf("part");

/** One reference to a chunk from an item. `id` is good during the call: its bytes are others' afterwards. */
export type ReferenceVisitor = (id: Uint8Array, size: number, csize: number, isPart: boolean) => void;

/**
 * Finds the chunk references in an item stream that comes in pieces, without making items of it.
 *
 * @see docs/formats/archive.md, "Item stream"
 */
export class ReferenceScanner {
  readonly totals: ItemTotals = { nfiles: 0, size: 0, csize: 0, nfiles_parts: 0, size_parts: 0, csize_parts: 0 };
  readonly #visit: ReferenceVisitor;
  #pending: Uint8Array[] = [];
  #pendingSize = 0;
  /** Bytes that must be there before another look is worth it. */
  #worthwhileSize = 0;
  // References of the item being read: applied when it is complete, so that a cut item counts once. The lists keep their room from
  // item to item: emptied, they would be made anew for each.
  #count = 0;
  /** Where the ids are in the data. */
  readonly #ids: number[] = [];
  readonly #sizes: number[] = [];
  readonly #csizes: number[] = [];
  readonly #id = new Uint8Array(ID_LENGTH);

  constructor(visit: ReferenceVisitor) {
    this.#visit = visit;
  }

  /**
   * Takes the plaintext of the next chunk of the stream; it must stay as it is for as long as the scanner is in use.
   * @throws {IntegrityError} If it is no item stream; the scanner goes on with the next chunk then, as if this one ended.
   */
  feed(piece: Uint8Array): void {
    this.#pending.push(piece);
    this.#pendingSize += piece.length;
    // An item of a huge file spans many chunks: looking at it once more only when it has doubled keeps that linear.
    if (this.#pendingSize >= this.#worthwhileSize) this.#scan();
  }

  /** @throws {IntegrityError} If the stream is malformed, or ended within an item. */
  finish(): void {
    this.#scan();
    if (this.#pendingSize > 0) throw new IntegrityError("Item stream ends within an item");
  }

  #scan(): void {
    const data = this.#pending.length === 1 ? (this.#pending[0] ?? NOTHING) : joinBytes(this.#pending);
    this.#keep(NOTHING);
    const reader = new MsgpackReader(data);
    while (!reader.atEnd) {
      const start = reader.offset;
      try {
        this.#item(reader, data);
      } catch (error) {
        if (!(error instanceof MsgpackError)) throw error;
        if (!error.truncated) throw new IntegrityError(`Item stream is malformed: ${error.message}`, { cause: error });
        this.#keep(data.slice(start));
        return;
      }
    }
  }

  /** What is left of the stream so far: the beginning of an item. */
  #keep(rest: Uint8Array): void {
    this.#pending = rest.length === 0 ? [] : [rest];
    this.#pendingSize = rest.length;
    this.#worthwhileSize = 2 * rest.length;
  }

  #item(reader: MsgpackReader, data: Uint8Array): void {
    this.#count = 0;
    let hasChunks = false;
    let isPart = false;
    for (let keys = reader.readMapHeader(); keys > 0; keys -= 1) {
      const key = reader.enterRaw();
      const length = reader.offset - key;
      if (length === CHUNKS.length && holds(data, key, CHUNKS)) {
        hasChunks = true;
        this.#chunks(reader);
      } else {
        if (length === PART.length && holds(data, key, PART)) isPart = true;
        reader.skip();
      }
    }
    if (!hasChunks) return;
    const totals = this.totals;
    totals.nfiles += 1;
    if (isPart) totals.nfiles_parts += 1;
    for (let i = 0; i < this.#count; i += 1) {
      const size = this.#sizes[i] ?? 0;
      const csize = this.#csizes[i] ?? 0;
      totals.size += size;
      totals.csize += csize;
      if (isPart) {
        totals.size_parts += size;
        totals.csize_parts += csize;
      }
      this.#copyId(data, this.#ids[i] ?? 0);
      this.#visit(this.#id, size, csize, isPart);
    }
  }

  /** A view for each of millions of references would cost more than all else. */
  #copyId(data: Uint8Array, start: number): void {
    for (let i = 0; i < ID_LENGTH; i += 1) this.#id[i] = data[start + i] ?? 0;
  }

  #chunks(reader: MsgpackReader): void {
    for (let count = reader.readArrayHeader(); count > 0; count -= 1) {
      if (reader.readArrayHeader() !== 3) throw new IntegrityError("Item stream is malformed: not a chunk");
      const id = reader.enterRaw();
      if (reader.offset - id !== ID_LENGTH) throw new IntegrityError("Item stream is malformed: not a chunk id");
      this.#ids[this.#count] = id;
      this.#sizes[this.#count] = size32(reader.readNumber());
      this.#csizes[this.#count] = size32(reader.readNumber());
      this.#count += 1;
    }
  }
}

function asciiOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function holds(data: Uint8Array, at: number, bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i += 1) if (data[at + i] !== bytes[i]) return false;
  return true;
}

function size32(value: number): number {
  if (value < 0 || value > 0xffff_ffff) throw new IntegrityError("Item stream is malformed: chunk size out of range");
  return value;
}
