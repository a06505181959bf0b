import type { Item } from "@coffer/format/archive";
import { bytesToText, concatBytes, textToBytes } from "@coffer/format/bytes";
import { fileChangedWarning } from "@coffer/format/errors";
import type { Cache, CachedStat } from "../../cache/index.ts";
import type { Reporter } from "../../context/index.ts";
import { cStringBytes, OSError } from "../../platform/index.ts";
import type { Key } from "@coffer/format/keys";
import type { ReadTrouble } from "../jobs/index.ts";
import { FileError, fileErrorFrom, openEntry } from "../source/index.ts";
import type { MetadataCollector, WalkEntry, WalkEvent, Walker } from "../source/index.ts";
import { referenceKnownChunks } from "./content-chunks.ts";
import { restat } from "./restat.ts";
import type { Statistics } from "./statistics.ts";
import type { ContentSource, CountedChunk, Outcome, PipelineEntry } from "./unit.ts";

export interface EntryFactoryOptions {
  readonly key: Key;
  readonly cache: Cache;
  readonly reporter: Reporter;
  readonly metadata: MetadataCollector;
  readonly statistics: Statistics;
  readonly walker: Walker;
  /** Current folder, absolute: the files cache goes by absolute paths. */
  readonly cwd: string;
  readonly addItem: (item: Item) => void;
}

/** Longest path that one system call opens. */
const PATH_BYTES_MAX = 4095;

/** Makes pipeline entries of what the walk finds, and knows what to do when they are complete. */
export class EntryFactory {
  readonly #options: EntryFactoryOptions;
  readonly #cwdPrefix: Uint8Array;
  /** Masters that could not be stored, with what went wrong: their slaves share the file, and so the trouble. */
  readonly #failed = new Map<string, FileError>();

  constructor(options: EntryFactoryOptions) {
    this.#options = options;
    this.#cwdPrefix = textToBytes(options.cwd.endsWith("/") ? options.cwd : `${options.cwd}/`);
  }

  entryOf(event: WalkEvent): PipelineEntry | undefined {
    const { reporter } = this.#options;
    switch (event.type) {
      case "status":
        if (!reporter.wantsFileStatus) return undefined;
        return { complete: () => reporter.fileStatus(event.status, event.path) };
      case "warning":
        return { complete: () => reporter.warn(event.warning) };
      case "item":
        return this.#entryOrFailure(event);
    }
  }

  /** Special files, and files with very long paths, are opened here and now: that may fail. */
  #entryOrFailure(entry: WalkEntry): PipelineEntry {
    try {
      return this.#entryOfItem(entry);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return { complete: () => this.#fail(entry, error) };
    }
  }

  #entryOfItem(entry: WalkEntry): PipelineEntry {
    if (entry.item.source !== undefined && entry.kind !== "directory")
      return { complete: () => this.#completeLink(entry) };
    if (entry.kind === "special") return this.#entryOfSpecial(entry);
    if (entry.kind !== "file") return { complete: () => this.#completeItem(entry, entry.status) };
    return this.#entryOfFile(entry);
  }

  #entryOfFile(entry: WalkEntry): PipelineEntry {
    const { key, cache } = this.#options;
    const pathBytes = textToBytes(entry.path);
    const absolute = pathBytes[0] === 0x2f ? pathBytes : concatBytes(this.#cwdPrefix, pathBytes);
    const pathHash = key.idHash(absolute);
    const stat = cachedStat(entry);
    const found = cache.files?.lookup(pathHash, stat, cache.filesCacheMode);
    const known = found?.chunkIds === undefined ? undefined : referenceKnownChunks(cache, found.chunkIds);
    if (known !== undefined) return { complete: () => this.#completeUnchanged(entry, known) };
    const status = found?.known === true ? "M" : "A";
    const source = this.#sourceOf(entry, pathBytes);
    return { source, complete: (outcome) => this.#completeRead(entry, outcome, status, { pathHash, stat }) };
  }

  #entryOfSpecial(entry: WalkEntry): PipelineEntry {
    const { fd } = openEntry(entry);
    const source = { ...this.#sourceOf(entry, new Uint8Array(0)), fd, special: true };
    return { source, complete: (outcome) => this.#completeRead(entry, outcome, "A", undefined) };
  }

  #sourceOf(entry: WalkEntry, pathBytes: Uint8Array): ContentSource {
    const { size, ino, ctime } = entry.stat;
    const source = { pathBytes, size, inode: BigInt(ino), ctimeNs: ctime };
    return pathBytes.length > PATH_BYTES_MAX ? { ...source, fd: openEntry(entry).fd } : source;
  }

  /** Hard links, and symlinks: whatever names another path. */
  #completeLink(entry: WalkEntry): void {
    const failure =
      entry.status === "h" || entry.kind === "file" ? this.#failed.get(entry.item.source ?? "") : undefined;
    if (failure !== undefined) this.#fail(entry, failure);
    else this.#completeItem(entry, entry.kind === "file" ? "h" : entry.status);
  }

  #completeItem(entry: WalkEntry, status: string | undefined): void {
    this.#store(entry);
    this.#showStatus(status, entry.path);
  }

  #completeUnchanged(entry: WalkEntry, chunks: CountedChunk[]): void {
    const index = this.#options.cache.chunks;
    // Stored by this very run, just before: its size is known by now.
    for (const chunk of chunks) if (chunk.csize === 0) chunk.csize = index.csizeAt(index.find(chunk.id));
    this.#showStatus("U", entry.path);
    this.#count(entry.item, chunks);
    this.#store(entry);
  }

  #completeRead(
    entry: WalkEntry,
    outcome: Outcome,
    status: string,
    memo: { pathHash: Uint8Array; stat: CachedStat } | undefined,
  ): void {
    if (outcome.type === "replaced" || outcome.type === "trouble") {
      this.#fail(
        entry,
        outcome.type === "replaced" ? replacedError(outcome.what) : troubleError(entry, outcome.trouble),
      );
      return;
    }
    if (outcome.type === "none") throw new Error("a file came back without an outcome");
    this.#showStatus(status, entry.path);
    if (outcome.stale) restat(entry, this.#options.metadata);
    this.#count(entry.item, outcome.chunks);
    // A file whose state is not the one that was read must be read again the next time.
    if (memo !== undefined && !outcome.changed && !outcome.stale) this.#memorize(memo, outcome.chunks);
    this.#store(entry);
    if (!outcome.changed) return;
    this.#options.reporter.warn(fileChangedWarning(entry.path));
    this.#showStatus("C", entry.path);
  }

  #memorize(memo: { pathHash: Uint8Array; stat: CachedStat }, chunks: readonly CountedChunk[]): void {
    const { cache } = this.#options;
    const ids = concatBytes(...chunks.map((chunk) => chunk.id));
    cache.files?.memorize(memo.pathHash, memo.stat, cache.filesCacheMode, ids);
  }

  #count(item: Item, chunks: CountedChunk[]): void {
    const { statistics } = this.#options;
    let size = 0;
    for (const chunk of chunks) {
      size += chunk.size;
      statistics.compressed_size += chunk.csize;
      if (chunk.isNew) statistics.deduplicated_size += chunk.csize;
    }
    statistics.original_size += size;
    statistics.nfiles += 1;
    item.chunks = chunks;
    item.size = size;
  }

  #store(entry: WalkEntry): void {
    const { addItem, reporter, statistics } = this.#options;
    addItem(entry.item);
    if (reporter.wantsProgress) {
      reporter.progress({ type: "archive_progress", ...statistics, path: entry.item.path, finished: false });
    }
  }

  #fail(entry: WalkEntry, error: FileError): void {
    const { reporter, walker } = this.#options;
    if (entry.item.hardlink_master === true) {
      this.#failed.set(entry.item.path, error);
      walker.forgetMaster(entry);
    }
    reporter.warn(error.toWarning(entry.path));
    this.#showStatus("E", entry.path);
  }

  #showStatus(status: string | undefined, path: string): void {
    if (status !== undefined && this.#options.reporter.wantsFileStatus) this.#options.reporter.fileStatus(status, path);
  }
}

function cachedStat(entry: WalkEntry): CachedStat {
  const { size, ino, mtime, ctime } = entry.stat;
  return { size, ino: BigInt(ino), mtime, ctime };
}

function replacedError(what: "type" | "inode"): FileError {
  return new FileError("BackupRaceConditionError", `file ${what} changed (race condition), skipping file`);
}

/** Borg names the bare name where it opens a file, and nothing where it reads from it. */
function troubleError(entry: WalkEntry, trouble: ReadTrouble): FileError {
  const name = trouble.operation === "open" ? bytesToText(cStringBytes(entry.name)) : undefined;
  return fileErrorFrom(trouble.operation, new OSError(trouble.errno, name));
}
