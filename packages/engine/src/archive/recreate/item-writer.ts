import type { Item } from "@coffer/format/archive";
import type { Cache } from "../../cache/index.ts";
import type { Reporter } from "../../context/index.ts";
import type { ArchiveStore, CountedChunk, Statistics } from "../create/index.ts";

/** What `--list` says of an item that goes over; by the type bits of its mode. */
const STATUSES: ReadonlyMap<number, string> = new Map([
  [0o100000, "A"],
  [0o040000, "d"],
  [0o060000, "b"],
  [0o020000, "c"],
  [0o120000, "s"],
  [0o010000, "f"],
]);

export interface ItemWriterOptions {
  readonly cache: Cache;
  readonly reporter: Reporter;
  readonly store: ArchiveStore;
  readonly statistics: Statistics;
  readonly dryRun: boolean;
}

/** Where items end: shows their status, counts them, and adds them to the new archive. */
export class ItemWriter {
  readonly #options: ItemWriterOptions;

  constructor(options: ItemWriterOptions) {
    this.#options = options;
  }

  /** The item stays behind. */
  skip(item: Item): void {
    this.#show("x", item);
  }

  /** Adds an item whose content is already referred to by `chunks`; sizes stored are known. */
  write(item: Item, chunks: readonly CountedChunk[] | undefined): void {
    const { reporter, statistics, store, dryRun } = this.#options;
    this.#show(dryRun ? "-" : (STATUSES.get(item.mode & 0o170000) ?? "?"), item);
    if (dryRun) return;
    if (chunks !== undefined) this.#count(chunks);
    store.addItem(item);
    if (!reporter.wantsProgress) return;
    reporter.progress({ type: "archive_progress", ...statistics, path: item.path, finished: false });
  }

  /** As {@link write}, of an item that keeps its chunks: they get one more reference each. */
  writeUnchanged(item: Item): void {
    const { cache, dryRun } = this.#options;
    const refer = (id: Uint8Array): CountedChunk => ({ id, ...cache.increment(id), isNew: false });
    this.write(item, dryRun ? undefined : item.chunks?.map(({ id }) => refer(id)));
  }

  #count(chunks: readonly CountedChunk[]): void {
    const { statistics } = this.#options;
    for (const { size, csize, isNew } of chunks) {
      statistics.original_size += size;
      statistics.compressed_size += csize;
      if (isNew) statistics.deduplicated_size += csize;
    }
    statistics.nfiles += 1;
  }

  #show(status: string, item: Item): void {
    const { reporter } = this.#options;
    if (reporter.wantsFileStatus) reporter.fileStatus(status, item.path);
  }
}
