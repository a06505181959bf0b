import type { Item } from "@coffer/format/archive";
import type { Reporter } from "../../context/index.ts";
import type { PackedFile } from "../source/index.ts";
import type { ArchiveStore } from "./archive-store.ts";
import type { PartStatistics, ReadFiles, Statistics } from "./statistics.ts";
import { emptyPartStatistics, emptyStatistics } from "./statistics.ts";
import type { CountedChunk } from "./unit.ts";

/** Where complete items go. */
export type ItemStream = Pick<ArchiveStore, "addItem" | "addFile">;

/** Takes the items of an archive in the making: counts their contents, and puts them into the item stream. */
export class ItemCollector {
  readonly statistics: Statistics = emptyStatistics();
  readonly readFiles: ReadFiles = { added: 0, modified: 0 };
  readonly parts: PartStatistics = emptyPartStatistics();
  readonly #reporter: Reporter;
  readonly #stream: ItemStream;

  constructor(reporter: Reporter, stream: ItemStream) {
    this.#reporter = reporter;
    this.#stream = stream;
  }

  /** Counts a stored content as a file. @returns Its size. */
  count(chunks: readonly CountedChunk[]): number {
    const { statistics } = this;
    let size = 0;
    for (const chunk of chunks) {
      size += chunk.size;
      statistics.compressed_size += chunk.csize;
      if (chunk.isNew) statistics.deduplicated_size += chunk.csize;
    }
    statistics.original_size += size;
    statistics.nfiles += 1;
    return size;
  }

  /** Adds a complete item. */
  add(item: Item): void {
    this.#stream.addItem(item);
    if (this.#reporter.wantsProgress) this.#showProgress(item.path);
  }

  /** Adds a file that is as the walk saw it. */
  addFile(file: PackedFile, chunks: readonly CountedChunk[]): void {
    this.#stream.addFile(file.itemHead, chunks, file.itemTail);
    if (this.#reporter.wantsProgress) this.#showProgress(file.unpackItem().path);
  }

  /** Adds what is there of a file that is not complete, as part file `number` (from 1). */
  addPart(item: Item, chunks: CountedChunk[], number: number): void {
    const { parts } = this;
    let size = 0;
    for (const chunk of chunks) {
      size += chunk.size;
      parts.csize += chunk.csize;
    }
    parts.size += size;
    parts.nfiles += 1;
    this.#stream.addItem({ ...item, path: `${item.path}.borg_part_${number}`, part: number, chunks, size });
  }

  #showProgress(path: string): void {
    this.#reporter.progress({ type: "archive_progress", ...this.statistics, path, finished: false });
  }
}
