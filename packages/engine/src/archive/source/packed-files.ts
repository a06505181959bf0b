import { assert, bytesToText, MsgpackReader, MsgpackWriter, textToBytes } from "@coffer/format/bytes";
import { decodeItem, encodeItemAroundChunks } from "@coffer/format/archive";
import type { Item } from "@coffer/format/archive";
import type { WalkEntry } from "./walk-event.ts";

/** Regular files of a walk as columns, index by index: travels between threads without an object a file. */
export interface PackedFiles {
  /** Raw bytes of all paths as walked, one after another, and where each ends. */
  readonly paths: Uint8Array;
  readonly pathEnds: Uint32Array;
  /** See `WalkEntry.nameLength`. */
  readonly nameLengths: Uint32Array;
  /** Bytes. */
  readonly sizes: Float64Array;
  readonly inodes: BigUint64Array;
  readonly devices: Float64Array;
  /** ns since 1970. */
  readonly mtimes: BigInt64Array;
  readonly ctimes: BigInt64Array;
  /** Packed items without their chunks, where each ends, and where in it the chunks belong. */
  readonly items: Uint8Array;
  readonly itemEnds: Uint32Array;
  readonly chunkPlaces: Uint32Array;
}

/** A regular file that the walk found; a view of one row of {@link PackedFiles}. */
export class PackedFile {
  readonly #files: PackedFiles;
  readonly #index: number;

  constructor(files: PackedFiles, index: number) {
    this.#files = files;
    this.#index = index;
  }

  /** As walked, relative to the current folder or absolute. */
  get path(): string {
    return bytesToText(this.pathBytes);
  }

  get pathBytes(): Uint8Array {
    const { paths, pathEnds } = this.#files;
    return paths.subarray(this.#index === 0 ? 0 : pathEnds[this.#index - 1], pathEnds[this.#index]);
  }

  /** See `WalkEntry`. */
  get nameLength(): number {
    return this.#files.nameLengths[this.#index] ?? 0;
  }

  /** Bytes, as the walk saw it. */
  get size(): number {
    return this.#files.sizes[this.#index] ?? 0;
  }

  get ino(): bigint {
    return this.#files.inodes[this.#index] ?? 0n;
  }

  get dev(): number {
    return this.#files.devices[this.#index] ?? 0;
  }

  get mtime(): bigint {
    return this.#files.mtimes[this.#index] ?? 0n;
  }

  get ctime(): bigint {
    return this.#files.ctimes[this.#index] ?? 0n;
  }

  /** The packed item up to its chunks. */
  get itemHead(): Uint8Array {
    const begin = this.#itemBegin;
    return this.#files.items.subarray(begin, begin + (this.#files.chunkPlaces[this.#index] ?? 0));
  }

  /** The packed item after its chunks; says that the file has {@link size} bytes. */
  get itemTail(): Uint8Array {
    const { items, itemEnds, chunkPlaces } = this.#files;
    return items.subarray(this.#itemBegin + (chunkPlaces[this.#index] ?? 0), itemEnds[this.#index]);
  }

  /** The item as an object, without chunks; `size` is what the walk saw. */
  unpackItem(): Item {
    const { itemHead, itemTail } = this;
    const writer = new MsgpackWriter(itemHead.length + itemTail.length + 1);
    writer.writePacked(itemHead);
    writer.writeArrayHeader(0);
    writer.writePacked(itemTail);
    return decodeItem(new MsgpackReader(writer.view()));
  }

  get #itemBegin(): number {
    return this.#index === 0 ? 0 : (this.#files.itemEnds[this.#index - 1] ?? 0);
  }
}

/** Collects up to a fixed number of files. */
export class FilePacker {
  readonly #capacity: number;
  readonly #paths = new MsgpackWriter();
  readonly #items = new MsgpackWriter();
  readonly #rows: { -readonly [C in Exclude<keyof PackedFiles, "paths" | "items">]: PackedFiles[C] };
  #count = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#rows = {
      pathEnds: new Uint32Array(capacity),
      nameLengths: new Uint32Array(capacity),
      sizes: new Float64Array(capacity),
      inodes: new BigUint64Array(capacity),
      devices: new Float64Array(capacity),
      mtimes: new BigInt64Array(capacity),
      ctimes: new BigInt64Array(capacity),
      itemEnds: new Uint32Array(capacity),
      chunkPlaces: new Uint32Array(capacity),
    };
  }

  get isFull(): boolean {
    return this.#count === this.#capacity;
  }

  add(entry: WalkEntry): void {
    assert(!this.isFull, "no room for another file");
    const index = this.#count++;
    const { stat, item } = entry;
    const rows = this.#rows;
    this.#paths.writePacked(textToBytes(entry.path));
    rows.pathEnds[index] = this.#paths.length;
    rows.nameLengths[index] = entry.nameLength;
    rows.sizes[index] = stat.size;
    rows.inodes[index] = BigInt(stat.ino);
    rows.devices[index] = stat.dev;
    rows.mtimes[index] = stat.mtime;
    rows.ctimes[index] = stat.ctime;
    item.size = stat.size;
    rows.chunkPlaces[index] = encodeItemAroundChunks(item, this.#items);
    rows.itemEnds[index] = this.#items.length;
  }

  /** What was collected; the packer is of no further use. */
  finish(): PackedFiles {
    return { ...this.#rows, paths: this.#paths.toBytes(), items: this.#items.toBytes() };
  }
}
