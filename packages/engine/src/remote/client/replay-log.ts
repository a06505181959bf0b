import { closeSync, ftruncate, mkdirSync, openSync, read, statfsSync, unlinkSync, write } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { IntegrityError } from "@coffer/format/errors";
import { computeEntryCrc, ENTRY_HEADER_SIZE, MAX_OBJECT_SIZE, readEntryHeader } from "@coffer/format/segment";
import { releaseAll, SlabWriter } from "./slab.ts";
import type { Piece } from "./slab.ts";

/** Bytes that are held in memory; twice as much while the file cannot keep up. */
const MEMORY_MAX = 16 << 20;
/** Bytes that are held in all; less where the disk has less than four times as much free. */
const SIZE_MAX = 4 * 2 ** 30;
/** The part of it from which on a commit is wanted: what is under way has to fit as well. */
const WANTED_PART = 0.5;

const readFile = promisify(read);
const writeFile = promisify(write);
const truncateFile = promisify(ftruncate);

/**
 * All changes of a transaction, in order, as log entries: enough to repeat it from its beginning.
 *
 * Lies in memory, and what is too much for that in a file without a name, that is gone with the process. The objects in it are
 * as the repository stores them: encrypted, if it is.
 */
export class ReplayLog {
  readonly #path: string;
  readonly #slabs = new SlabWriter();
  /** What is not in the file yet: a piece for each slab, the last one grows. */
  #held: Piece[] = [];
  #heldSize = 0;
  #file: number | undefined;
  #fileSize = 0;
  #sizeMax = SIZE_MAX;
  #isComplete = true;
  #spilling: Promise<void> | undefined;

  /** @param path For the file, should there be need of one; nothing may be there. */
  constructor(path: string) {
    this.#path = path;
  }

  /** False if something had to be left out: the transaction cannot be repeated. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Whether it is time to begin anew. */
  get isFilling(): boolean {
    return !this.#isComplete || this.#size > this.#sizeMax * WANTED_PART;
  }

  /** Appends a log entry. @returns A copy of it, complete log or not, for the caller to release. */
  append(entry: Uint8Array): Piece[] {
    const pieces = this.#slabs.copy(entry);
    if (this.#isComplete) {
      for (const piece of pieces) this.#hold(piece);
      if (this.#heldSize > MEMORY_MAX) this.#spilling ??= this.#spill().finally(() => (this.#spilling = undefined));
    }
    return pieces;
  }

  /** Nothing to wait for, or a promise that resolves when memory has room again. */
  room(): void | Promise<void> {
    return this.#heldSize > 2 * MEMORY_MAX ? this.#spilling : undefined;
  }

  /** Forgets everything: the transaction is over. */
  async clear(): Promise<void> {
    await this.#spilling;
    this.#dropHeld();
    this.#fileSize = 0;
    this.#isComplete = true;
    if (this.#file !== undefined) await truncateFile(this.#file, 0);
  }

  /** All entries from the beginning, each in memory of its own. @throws {IntegrityError} If the file is damaged. */
  async *entries(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = 0; at < this.#size;) {
      const entry = await this.#readEntry(at);
      at += entry.length;
      yield entry;
    }
  }

  async close(): Promise<void> {
    await this.#spilling;
    this.#isComplete = false;
    this.#dropHeld();
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  get #size(): number {
    return this.#fileSize + this.#heldSize;
  }

  #hold({ bytes, hold }: Piece): void {
    const last = this.#held.at(-1);
    this.#heldSize += bytes.length;
    if (last?.hold === hold) {
      // The next bytes of the same slab.
      const { buffer, byteOffset, length } = last.bytes;
      this.#held[this.#held.length - 1] = { bytes: new Uint8Array(buffer, byteOffset, length + bytes.length), hold };
    } else {
      hold.retain();
      this.#held.push({ bytes, hold });
    }
  }

  #dropHeld(): void {
    releaseAll(this.#held);
    this.#held = [];
    this.#heldSize = 0;
  }

  /** Moves to the file what is too much for memory. Where that cannot be, the log is incomplete from now on. */
  async #spill(): Promise<void> {
    try {
      this.#file ??= this.#open();
      while (this.#heldSize > MEMORY_MAX && this.#held.length > 1) {
        const first = this.#held[0] as Piece;
        const { length } = first.bytes;
        if (this.#fileSize + length > this.#sizeMax) throw new RangeError("the replay log is full");
        await this.#write(first.bytes);
        this.#held.shift();
        this.#heldSize -= length;
        this.#fileSize += length;
        first.hold.release();
      }
    } catch {
      // A transaction that cannot be repeated is as good as Borg's.
      this.#isComplete = false;
      this.#dropHeld();
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const at = this.#fileSize + done;
      const { bytesWritten } = await writeFile(this.#file as number, bytes, done, bytes.length - done, at);
      done += bytesWritten;
    }
  }

  #open(): number {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const file = openSync(this.#path, "wx+", 0o600);
    unlinkSync(this.#path);
    const { bavail, bsize } = statfsSync(dirname(this.#path));
    this.#sizeMax = Math.min(SIZE_MAX, (bavail * bsize) / 4);
    return file;
  }

  async #readEntry(at: number): Promise<Uint8Array> {
    const { size } = readEntryHeader(await this.#read(at, ENTRY_HEADER_SIZE), 0);
    if (size < ENTRY_HEADER_SIZE || size > MAX_OBJECT_SIZE) throw damaged();
    const entry = await this.#read(at, size);
    if (computeEntryCrc(entry, 0, size) !== readEntryHeader(entry, 0).crc) throw damaged();
    return entry;
  }

  /** A copy of bytes, wherever they lie. */
  async #read(at: number, size: number): Promise<Uint8Array> {
    // What lies in memory now may lie in the file a moment later, but not the other way round.
    await this.#spilling;
    const bytes = new Uint8Array(size);
    const inFile = Math.max(0, Math.min(size, this.#fileSize - at));
    if (inFile > 0) {
      const { bytesRead } = await readFile(this.#file as number, bytes, 0, inFile, at);
      if (bytesRead < inFile) throw damaged();
    }
    if (inFile < size) this.#copyHeld(at + inFile - this.#fileSize, bytes.subarray(inFile));
    return bytes;
  }

  /** @param from Counted from the first byte that is held. */
  #copyHeld(from: number, target: Uint8Array): void {
    let start = -from;
    for (const { bytes } of this.#held) {
      const part = bytes.subarray(Math.max(0, -start), Math.max(0, target.length - start));
      if (part.length > 0) target.set(part, Math.max(0, start));
      start += bytes.length;
    }
    if (start < target.length) throw damaged();
  }
}

function damaged(): IntegrityError {
  return new IntegrityError("the replay log on this machine is damaged");
}
