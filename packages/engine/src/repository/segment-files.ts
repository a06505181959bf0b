import { SEGMENT_MAGIC_SIZE } from "@coffer/format/segment";
import { baseName } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";

const DATA_FOLDER = "data";
const SEGMENT_MAX = 2 ** 32 - 1;

/** The segment files of a repository: their names and which of them exist. */
export class SegmentFiles {
  readonly #storage: Storage;
  readonly #perFolder: number;

  constructor(storage: Storage, segmentsPerFolder: number) {
    this.#storage = storage;
    this.#perFolder = segmentsPerFolder;
  }

  /** Name of the segment's file in the storage. */
  name(segment: number): string {
    return `${DATA_FOLDER}/${Math.floor(segment / this.#perFolder)}/${segment}`;
  }

  /** What messages call the file. */
  path(segment: number): string {
    return `${this.#storage.location}/${this.name(segment)}`;
  }

  /** All segments from `from` on, in ascending order; those of zero bytes too. */
  async *ascending(from = 0): AsyncGenerator<number, void, void> {
    const folders = await this.#folders();
    for (const folder of folders.sort((a, b) => a - b)) {
      if (folder < Math.floor(from / this.#perFolder)) continue;
      const segments = await this.#inFolder(folder);
      yield* segments.filter((segment) => segment >= from).sort((a, b) => a - b);
    }
  }

  /** All segments, in descending order. */
  async *descending(): AsyncGenerator<number, void, void> {
    const folders = await this.#folders();
    for (const folder of folders.sort((a, b) => b - a)) {
      const segments = await this.#inFolder(folder);
      yield* segments.sort((a, b) => b - a);
    }
  }

  async latest(): Promise<number | undefined> {
    for await (const segment of this.descending()) return segment;
    return undefined;
  }

  async count(): Promise<number> {
    let count = 0;
    for (const folder of await this.#folders()) count += (await this.#inFolder(folder)).length;
    return count;
  }

  /** Size in bytes, or `undefined` if there is no such file. */
  size(segment: number): Promise<number | undefined> {
    return this.#storage.size(this.name(segment));
  }

  /** Whether the segment is there; a file of zero bytes is one whose removal was interrupted. */
  async exists(segment: number): Promise<boolean> {
    return ((await this.size(segment)) ?? 0) > 0;
  }

  /** The first bytes of the file, where its magic should be. */
  async magic(segment: number): Promise<Uint8Array> {
    return this.#storage.read(this.name(segment), 0, SEGMENT_MAGIC_SIZE);
  }

  async remove(segment: number): Promise<void> {
    await this.#storage.remove(this.name(segment));
  }

  /** Removes segments above `transaction`, the newest first, so that a rest is still a beginning of the log. */
  async removeAfter(transaction: number): Promise<void> {
    const doomed: number[] = [];
    for await (const segment of this.descending()) {
      if (segment <= transaction) break;
      doomed.push(segment);
    }
    for (const segment of doomed) await this.remove(segment);
  }

  /** Removes folders that a compaction has emptied. */
  async removeEmptyFolders(): Promise<void> {
    for (const folder of await this.#folders()) await this.#storage.removeFolder(`${DATA_FOLDER}/${folder}`);
    await this.#storage.syncFolder(DATA_FOLDER);
  }

  async #folders(): Promise<number[]> {
    return numbersIn(await this.#storage.list(DATA_FOLDER), true);
  }

  async #inFolder(folder: number): Promise<number[]> {
    return numbersIn(await this.#storage.list(`${DATA_FOLDER}/${folder}`), false);
  }
}

function numbersIn(files: readonly { name: string; isFolder: boolean }[], areFolders: boolean): number[] {
  return files
    .filter((file) => file.isFolder === areFolders && /^\d+$/.test(baseName(file.name)))
    .map((file) => Number(baseName(file.name)))
    .filter((number) => number <= SEGMENT_MAX);
}
