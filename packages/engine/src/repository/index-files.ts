import { FileIntegrityError } from "@coffer/format/errors";
import { allocateImage, INDEX_BUCKETS, RepositoryIndex, visitIndexBuckets } from "@coffer/format/hashindex";
import {
  decodeHints,
  decodeIntegrityRecord,
  digestFile,
  digestHashIndex,
  encodeIntegrityRecord,
  FileDigest,
  formatIntegrityText,
  HashIndexDigest,
  hintsPieces,
  INTEGRITY_ALGORITHM,
  INTEGRITY_VERSION,
  parseIntegrityText,
} from "@coffer/format/segment";
import type { Hints, IntegrityDigests, IntegrityRecord } from "@coffer/format/segment";
import type { Reporter } from "../context/index.ts";
import { isMissing, StorageError } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import type { TransactionState } from "./transaction-state.ts";

/** Buckets of an index that are read at once where it is only looked through. */
const BUCKETS_READ = 25_000;

/** Size of an index file from which on it is worth the time to save memory. */
const FRUGAL_FROM = 8 * 1024 * 1024;

const KINDS = ["index", "hints", "integrity"] as const;

/**
 * The three files that spare a reader the replay of the log: `index.T`, `hints.T`, and `integrity.T` with their digests.
 *
 * @see docs/formats/integrity.md
 */
export class IndexFiles {
  readonly #storage: Storage;
  readonly #reporter: Reporter;

  constructor(storage: Storage, reporter: Reporter) {
    this.#storage = storage;
    this.#reporter = reporter;
  }

  /** The transaction of the newest index, or `undefined`. Empty files do not count. */
  async latestTransaction(): Promise<number | undefined> {
    const files = await this.#storage.list("");
    const transactions = files
      .filter((file) => !file.isFolder && /^index\.\d+$/.test(file.name))
      .map((file) => ({ transaction: Number(file.name.slice("index.".length)), name: file.name }))
      .sort((a, b) => b.transaction - a.transaction);
    for (const { transaction, name } of transactions) {
      if (((await this.#storage.size(name)) ?? 0) > 0) return transaction;
    }
    return undefined;
  }

  /** Reads and verifies. @throws {IntegrityError} @throws {StorageError} ENOENT */
  async readIndex(transaction: number): Promise<RepositoryIndex> {
    const name = `index.${transaction}`;
    const bytes = await this.#readFile(name);
    await this.#verify(transaction, "index", () => digestHashIndex(name, bytes));
    return RepositoryIndex.read(bytes);
  }

  /** What the index's content is known by: its integrity text. `undefined` where nothing vouches for it. */
  async indexStamp(transaction: number): Promise<string | undefined> {
    const record = await this.#readRecord(transaction);
    return record?.version === INTEGRITY_VERSION ? record.index : undefined;
  }

  /**
   * As {@link readIndex}, in about half the memory, during the reading too; changes take longer then. A small index is not worth it.
   */
  async readFrugalIndex(transaction: number): Promise<RepositoryIndex> {
    const name = `index.${transaction}`;
    const size = await this.#sizeOf(name);
    if (size < FRUGAL_FROM) return this.readIndex(transaction);
    const digest = new HashIndexDigest(name);
    const header = await this.#storage.read(name, 0, INDEX_BUCKETS.start);
    digest.update(header);
    const { index, entryCount } = RepositoryIndex.beginFrugal(header, size);
    await this.#visitPieces(transaction, (buckets) => {
      digest.update(buckets);
      visitIndexBuckets(buckets, (idOffset, segment, at) => index.set(buckets, segment, at, idOffset));
    });
    await this.#verify(transaction, "index", () => digest.digests());
    index.assertCount(entryCount);
    return index;
  }

  /**
   * Visits the entries of an index that was verified before, without holding it in memory; the id is `buckets` from `idOffset`
   * on, and may change after the visit.
   */
  async visitIndex(
    transaction: number,
    visit: (buckets: Uint8Array, idOffset: number, segment: number, offset: number) => void,
  ): Promise<void> {
    await this.#visitPieces(transaction, (buckets) =>
      visitIndexBuckets(buckets, (idOffset, segment, at) => visit(buckets, idOffset, segment, at)),
    );
  }

  /** Reads the buckets of an index a few at a time, into the same memory. */
  async #visitPieces(transaction: number, visit: (buckets: Uint8Array) => void): Promise<void> {
    const piece = new Uint8Array(INDEX_BUCKETS.size * BUCKETS_READ);
    let offset = INDEX_BUCKETS.start;
    for (;;) {
      const buckets = piece.subarray(0, await this.#storage.readInto(`index.${transaction}`, offset, piece));
      visit(buckets);
      offset += buckets.length;
      if (buckets.length < piece.length) return;
    }
  }

  async hasHints(transaction: number): Promise<boolean> {
    return (await this.#storage.size(`hints.${transaction}`)) !== undefined;
  }

  /** Reads and verifies. @throws {IntegrityError} @throws {StorageError} ENOENT */
  async readHints(transaction: number): Promise<Hints> {
    const name = `hints.${transaction}`;
    const bytes = await this.#readFile(name);
    await this.#verify(transaction, "hints", () => digestFile(name, bytes));
    return decodeHints(bytes);
  }

  async removeIndex(transaction: number): Promise<void> {
    await this.#storage.remove(`index.${transaction}`);
  }

  async removeHints(transaction: number): Promise<void> {
    await this.#storage.remove(`hints.${transaction}`);
  }

  /**
   * Writes the three files of `transaction`, durable on return, and removes those of others. A crash in between leaves either
   * the files of before or an index that lacks a part of its kin, which the next reader mends by a replay.
   *
   * @returns The stamp of the index, see {@link indexStamp}.
   */
  async write(transaction: number, state: TransactionState): Promise<string> {
    const names = KINDS.map((kind) => `${kind}.${transaction}`);
    let stamp: string;
    try {
      stamp = await this.#writeTemporaries(transaction, state);
      await this.#publish(`integrity.${transaction}`);
      await this.#storage.syncFolder("");
      await this.#publish(`hints.${transaction}`);
      await this.#publish(`index.${transaction}`);
      await this.#storage.syncFolder("");
    } catch (error) {
      for (const name of names) await this.#storage.remove(`${name}.tmp`).catch(() => {});
      throw error;
    }
    await this.#removeOthers(transaction);
    return stamp;
  }

  async #writeTemporaries(transaction: number, state: TransactionState): Promise<string> {
    const hints = await this.#writeDigested(`hints.${transaction}`, hintsPieces(state.hints()), FileDigest);
    const index = await this.#writeDigested(`index.${transaction}`, state.index.pieces(), HashIndexDigest);
    const integrity = encodeIntegrityRecord({ hints, index });
    await this.#storage.writeSynced(`integrity.${transaction}.tmp`, [integrity]);
    return index;
  }

  /** Writes the pieces of file `name` to its temporary file, each before the next is made. @returns The integrity text of the file. */
  async #writeDigested(
    name: string,
    pieces: Iterable<Uint8Array>,
    Digest: new (fileName: string) => FileDigest | HashIndexDigest,
  ): Promise<string> {
    const digest = new Digest(name);
    await this.#storage.writeSynced(`${name}.tmp`, digested(pieces, digest));
    return formatIntegrityText(digest.digests());
  }

  async #publish(name: string): Promise<void> {
    await this.#storage.rename(`${name}.tmp`, name);
  }

  async #removeOthers(transaction: number): Promise<void> {
    for (const { name, isFolder } of await this.#storage.list("")) {
      const isOurs = !isFolder && KINDS.some((kind) => name.startsWith(`${kind}.`));
      if (isOurs && !name.endsWith(`.${transaction}`)) await this.#storage.remove(name);
    }
  }

  /** The whole file, placed so that an index can adopt it. */
  async #readFile(name: string): Promise<Uint8Array> {
    const size = await this.#sizeOf(name);
    const bytes = allocateImage(size);
    const count = await this.#storage.readInto(name, 0, bytes);
    return count === size ? bytes : bytes.subarray(0, count);
  }

  async #sizeOf(name: string): Promise<number> {
    const size = await this.#storage.size(name);
    if (size === undefined) throw new StorageError("ENOENT", `${this.#storage.location}/${name}`);
    return size;
  }

  /** @throws {FileIntegrityError} If there are digests and they differ from what `digest` finds. */
  async #verify(transaction: number, kind: "index" | "hints", digest: () => IntegrityDigests): Promise<void> {
    const expected = await this.#expectedDigests(transaction, kind);
    if (expected === undefined) return;
    const found = digest();
    for (const [part, value] of Object.entries(found)) {
      if (expected[part] !== value) throw new FileIntegrityError(`${this.#storage.location}/${kind}.${transaction}`);
    }
  }

  async #expectedDigests(transaction: number, kind: "index" | "hints"): Promise<IntegrityDigests | undefined> {
    const record = await this.#readRecord(transaction);
    if (record === undefined) return undefined;
    const name = `integrity.${transaction}`;
    if (record.version !== INTEGRITY_VERSION) {
      this.#warn("borg.repository", `Unknown integrity data version ${record.version ?? "None"} in ${name}`);
      return undefined;
    }
    const path = `${this.#storage.location}/${kind}.${transaction}`;
    const { algorithm, digests } = this.#parseText(record[kind] ?? "", path);
    if (algorithm === INTEGRITY_ALGORITHM) return digests;
    this.#warn("borg.crypto.file_integrity", `Cannot verify integrity of ${path}: Unknown algorithm '${algorithm}'`);
    return undefined;
  }

  async #readRecord(transaction: number): Promise<IntegrityRecord | undefined> {
    try {
      return decodeIntegrityRecord(await this.#storage.read(`integrity.${transaction}`));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  #parseText(text: string, path: string): { algorithm: string; digests: IntegrityDigests } {
    try {
      return parseIntegrityText(text);
    } catch (error) {
      this.#warn(
        "borg.crypto.file_integrity",
        `Could not parse integrity data for ${path}: ${(error as Error).message}`,
      );
      throw new FileIntegrityError(path);
    }
  }

  #warn(name: string, message: string): void {
    this.#reporter.log({ level: "warning", name, message });
  }
}

/** The same pieces, each of which goes into the digest before it is used. */
function* digested(
  pieces: Iterable<Uint8Array>,
  digest: FileDigest | HashIndexDigest,
): Generator<Uint8Array, void, void> {
  for (const piece of pieces) {
    digest.update(piece);
    yield piece;
  }
}
