import { closeSync, ftruncate, mkdirSync, openSync, read, statfsSync, unlinkSync, writev } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { IntegrityError } from "@coffer/format/errors";
import { computeEntryCrc, ENTRY_HEADER_SIZE, MAX_OBJECT_SIZE, readEntryHeader } from "@coffer/format/segment";

/** Bytes that are held in memory before a file is begun. */
const MEMORY_MAX = 64 << 20;
/** Bytes that are held in all; less where the disk has less than four times as much free. */
const SIZE_MAX = 4 * 2 ** 30;
/** The part of it from which on a commit is wanted: what is under way has to fit as well. */
const WANTED_PART = 0.5;
/** Buffers for one call of `writev`. */
const VECTOR_MAX = 1000;

const readFile = promisify(read);
const writeFile = promisify(writev);
const truncateFile = promisify(ftruncate);

/**
 * All changes of a transaction, in order, as log entries: enough to repeat it from its beginning.
 *
 * Lies in memory, and what is too much for that in a file without a name, that is gone with the process. The objects in it are
 * as the repository stores them: encrypted, if it is.
 */
export class ReplayLog {
  readonly #path: string;
  #held: Uint8Array[] = [];
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

  get isEmpty(): boolean {
    return this.#isComplete && this.#heldSize + this.#fileSize === 0;
  }

  /** Whether it is time to begin anew. */
  get isFilling(): boolean {
    return !this.#isComplete || this.#heldSize + this.#fileSize > this.#sizeMax * WANTED_PART;
  }

  /**
   * Appends a log entry, which must not change any more.
   * @returns Void, or a promise that resolves when memory has room again.
   */
  append(entry: Uint8Array): void | Promise<void> {
    if (!this.#isComplete) return;
    this.#held.push(entry);
    this.#heldSize += entry.length;
    if (this.#heldSize <= MEMORY_MAX) return;
    // One part is written while the next one fills.
    if (this.#spilling !== undefined) return this.#spilling;
    this.#spilling = this.#spill().finally(() => {
      this.#spilling = undefined;
    });
  }

  /** Forgets everything: the transaction is over. */
  async clear(): Promise<void> {
    await this.#spilling;
    this.#held = [];
    this.#heldSize = 0;
    this.#fileSize = 0;
    this.#isComplete = true;
    if (this.#file !== undefined) await truncateFile(this.#file, 0);
  }

  /** All entries from the beginning; nothing may be appended meanwhile. @throws {IntegrityError} If the file is damaged. */
  async *entries(): AsyncGenerator<Uint8Array, void, undefined> {
    await this.#spilling;
    for (let at = 0; at < this.#fileSize;) {
      const entry = await this.#readEntry(at);
      at += entry.length;
      yield entry;
    }
    yield* this.#held;
  }

  async close(): Promise<void> {
    await this.#spilling;
    this.#isComplete = false;
    this.#held = [];
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  /** Moves what is held to the file. Where that cannot be, the log is incomplete from now on. */
  async #spill(): Promise<void> {
    const entries = this.#held;
    const size = this.#heldSize;
    this.#held = [];
    this.#heldSize = 0;
    try {
      this.#file ??= this.#open();
      if (this.#fileSize + size > this.#sizeMax) throw new RangeError("the replay log is full");
      for (let at = 0; at < entries.length; at += VECTOR_MAX) await this.#write(entries.slice(at, at + VECTOR_MAX));
    } catch {
      // A transaction that cannot be repeated is as good as Borg's.
      this.#isComplete = false;
      this.#held = [];
      this.#heldSize = 0;
    }
  }

  async #write(entries: readonly Uint8Array[]): Promise<void> {
    let rest = [...entries];
    while (rest.length > 0) {
      let { bytesWritten } = await writeFile(this.#file as number, rest, this.#fileSize);
      this.#fileSize += bytesWritten;
      while (rest.length > 0 && bytesWritten >= (rest[0] as Uint8Array).length) {
        bytesWritten -= (rest.shift() as Uint8Array).length;
      }
      if (bytesWritten > 0) rest = [(rest[0] as Uint8Array).subarray(bytesWritten), ...rest.slice(1)];
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

  async #read(at: number, size: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(size);
    const { bytesRead } = await readFile(this.#file as number, bytes, 0, size, at);
    if (bytesRead < size) throw damaged();
    return bytes;
  }
}

function damaged(): IntegrityError {
  return new IntegrityError("the replay log on this machine is damaged");
}
