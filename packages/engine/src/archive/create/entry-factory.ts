import { joinBytes, textToBytes } from "@coffer/format/bytes";
import { fileChangedWarning } from "@coffer/format/errors";
import type { Cache } from "../../cache/index.ts";
import type { Reporter } from "../../context/index.ts";
import { OSError } from "../../platform/index.ts";
import type { FileStat } from "../../platform/index.ts";
import type { Key } from "@coffer/format/keys";
import type { WalkBatch } from "../jobs/index.ts";
import { FileError, fileErrorFrom, nameOf, PackedFile } from "../source/index.ts";
import type { ForgottenMaster, MetadataCollector, PackedFiles, WalkEntry, WalkEvent } from "../source/index.ts";
import { referenceKnownChunks } from "./content-chunks.ts";
import type { ContentSources } from "./content-sources.ts";
import type { ItemCollector } from "./item-collector.ts";
import { restat } from "./restat.ts";
import type { CountedChunk, Outcome, PipelineEntry } from "./unit.ts";

type Inode = Pick<FileStat, "ino" | "dev">;

/** A file that need not be read, and its chunks, which are referenced already. */
interface UnchangedFile {
  readonly file: PackedFile;
  readonly chunks: CountedChunk[];
}

export interface EntryFactoryOptions {
  readonly key: Key;
  /** Current folder: the files cache goes by absolute paths. */
  readonly cwd: string;
  readonly cache: Cache;
  readonly reporter: Reporter;
  readonly metadata: MetadataCollector;
  readonly forgetMaster: (master: ForgottenMaster) => void;
  readonly items: ItemCollector;
  /** Hears of special files that are not read. */
  readonly specialLeftOut: ((path: string) => void) | undefined;
  readonly sources: ContentSources;
  /** For the place where the walk met the root that stands for standard input. */
  readonly standardInput: () => Iterable<PipelineEntry>;
}

/** Unchanged files that travel together. */
const UNCHANGED_MAX = 64;

/** Makes pipeline entries of what the walk finds, and knows what to do when they are complete. */
export class EntryFactory {
  readonly #options: EntryFactoryOptions;
  /** The current folder and room for a path behind it. */
  #absolute: Uint8Array;
  readonly #prefixLength: number;
  /** Masters that could not be stored, with what went wrong: their slaves share the file, and so the trouble. */
  readonly #failed = new Map<string, FileError>();

  constructor(options: EntryFactoryOptions) {
    this.#options = options;
    this.#absolute = textToBytes(options.cwd.endsWith("/") ? options.cwd : `${options.cwd}/`);
    this.#prefixLength = this.#absolute.length;
  }

  /** Entries for a stretch of the walk, in its order; each is made when it is asked for. */
  *entriesOf(batch: WalkBatch): Generator<PipelineEntry, void, undefined> {
    let index = 0;
    let place = 0;
    for (const step of batch.sequence) {
      if (typeof step === "number") {
        yield* this.#entriesOfFiles(batch.files, index, index + step, place);
        index += step;
        place += step;
        continue;
      }
      if (step === "standard input") yield* this.#options.standardInput();
      else {
        const entry = this.#entryOf(step, place);
        if (entry !== undefined) yield entry;
      }
      place += 1;
    }
  }

  #entryOf(event: WalkEvent, place: number): PipelineEntry | undefined {
    const { reporter } = this.#options;
    switch (event.type) {
      case "status":
        if (!reporter.wantsFileStatus) return undefined;
        return { complete: () => reporter.fileStatus(event.status, event.path) };
      case "left out":
        this.#options.specialLeftOut?.(event.path);
        return undefined;
      case "warning":
        return { complete: () => reporter.warn(event.warning) };
      case "item":
        return this.#entryOrFailure(event, place);
    }
  }

  /** Special files are opened here and now: that may fail. */
  #entryOrFailure(entry: WalkEntry, place: number): PipelineEntry {
    try {
      return this.#entryOfItem(entry, place);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return { complete: () => this.#fail(entry, error) };
    }
  }

  #entryOfItem(entry: WalkEntry, place: number): PipelineEntry {
    if (entry.item.source !== undefined && entry.kind !== "directory")
      return { complete: () => this.#completeLink(entry) };
    if (entry.kind === "special") return this.#entryOfSpecial(entry, place);
    return { complete: () => this.#completeItem(entry, entry.status) };
  }

  /** Files that did not change travel together, as far as they come one after another. */
  *#entriesOfFiles(
    files: PackedFiles,
    from: number,
    to: number,
    place: number,
  ): Generator<PipelineEntry, void, undefined> {
    const { cache } = this.#options;
    let unchanged: UnchangedFile[] = [];
    for (let index = from; index < to; index++) {
      const file = new PackedFile(files, index);
      const pathHash = this.#pathHash(file.pathBytes);
      const found = cache.files?.lookup(pathHash, file, cache.filesCacheMode);
      const chunks = found?.chunkIds === undefined ? undefined : referenceKnownChunks(cache, found.chunkIds);
      if (chunks !== undefined) unchanged.push({ file, chunks });
      if (unchanged.length === UNCHANGED_MAX || (unchanged.length > 0 && chunks === undefined)) {
        yield this.#entryOfUnchanged(unchanged);
        unchanged = [];
      }
      if (chunks !== undefined) continue;
      const status = found?.known === true ? "M" : "A";
      yield this.#entryOfRead(file, pathHash, status, place + index - from);
    }
    if (unchanged.length > 0) yield this.#entryOfUnchanged(unchanged);
  }

  #entryOfUnchanged(files: readonly UnchangedFile[]): PipelineEntry {
    return {
      items: files.length,
      complete: () => {
        for (const { file, chunks } of files) this.#completeUnchanged(file, chunks);
      },
    };
  }

  #pathHash(path: Uint8Array): Uint8Array {
    const { key } = this.#options;
    if (path[0] === 0x2f) return key.idHash(path);
    const length = this.#prefixLength + path.length;
    if (length > this.#absolute.length) {
      const larger = new Uint8Array(2 * length);
      larger.set(this.#absolute);
      this.#absolute = larger;
    }
    this.#absolute.set(path, this.#prefixLength);
    return key.idHash(this.#absolute.subarray(0, length));
  }

  /** Files with very long paths are opened here and now: that may fail. */
  #entryOfRead(file: PackedFile, pathHash: Uint8Array, status: "A" | "M", place: number): PipelineEntry {
    try {
      const source = this.#options.sources.ofFile(file, place);
      return {
        source,
        place,
        complete: (outcome) => this.#completeRead(file, pathHash, outcome, status),
        addPart: (chunks, number) => this.#options.items.addPart(file.unpackItem(), chunks, number),
      };
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return { complete: () => this.#failFile(file, error) };
    }
  }

  #entryOfSpecial(entry: WalkEntry, place: number): PipelineEntry {
    return {
      source: this.#options.sources.ofSpecial(entry, place),
      place,
      complete: (outcome) => this.#completeSpecial(entry, outcome),
      addPart: (chunks, number) => this.#options.items.addPart(entry.item, chunks, number),
    };
  }

  /** Hard links, and symlinks: whatever names another path. */
  #completeLink(entry: WalkEntry): void {
    const failure =
      entry.status === "h" || entry.kind === "file" ? this.#failed.get(entry.item.source ?? "") : undefined;
    if (failure !== undefined) this.#fail(entry, failure);
    else this.#completeItem(entry, entry.kind === "file" ? "h" : entry.status);
  }

  #completeItem(entry: WalkEntry, status: string | undefined): void {
    this.#options.items.add(entry.item);
    this.#showStatus(status, entry.path);
  }

  #completeSpecial(entry: WalkEntry, outcome: Outcome): void {
    const error = errorOf(outcome, entry);
    if (error !== undefined) {
      this.#fail(entry, error);
      return;
    }
    const { chunks, changed } = storedOutcome(outcome);
    this.#showStatus("A", entry.path);
    const { items } = this.#options;
    items.add({ ...entry.item, size: items.count(chunks), chunks });
    if (changed) this.#warnOfChange(entry.path);
  }

  #completeUnchanged(file: PackedFile, chunks: CountedChunk[]): void {
    const index = this.#options.cache.chunks;
    // Stored by this very run, just before: its size is known by now.
    for (const chunk of chunks) if (chunk.csize === 0) chunk.csize = index.csizeAt(index.find(chunk.id));
    if (this.#options.reporter.wantsFileStatus) this.#showStatus("U", file.path);
    this.#storeFile(file, chunks, false);
  }

  #completeRead(file: PackedFile, pathHash: Uint8Array, outcome: Outcome, status: "A" | "M"): void {
    const error = errorOf(outcome, file);
    if (error !== undefined) {
      this.#failFile(file, error);
      return;
    }
    const { chunks, changed, stale } = storedOutcome(outcome);
    this.#options.items.readFiles[status === "A" ? "added" : "modified"] += 1;
    if (this.#options.reporter.wantsFileStatus) this.#showStatus(status, file.path);
    // A file whose state is not the one that was read must be read again the next time.
    if (!changed && !stale) this.#memorize(file, pathHash, chunks);
    this.#storeFile(file, chunks, stale);
    if (changed) this.#warnOfChange(file.path);
  }

  #memorize(file: PackedFile, pathHash: Uint8Array, chunks: readonly CountedChunk[]): void {
    const { cache } = this.#options;
    const ids = joinBytes(chunks.map((chunk) => chunk.id));
    cache.files?.memorize(pathHash, file, cache.filesCacheMode, ids);
  }

  /** Adds a file's item to the stream. @param stale Its metadata must be taken once more. */
  #storeFile(file: PackedFile, chunks: CountedChunk[], stale: boolean): void {
    const { items, metadata } = this.#options;
    const size = items.count(chunks);
    if (!stale && size === file.size) {
      items.addFile(file, chunks);
      return;
    }
    const item = file.unpackItem();
    if (stale) restat(item, file, metadata);
    item.chunks = chunks;
    item.size = size;
    items.add(item);
  }

  #warnOfChange(path: string): void {
    this.#options.reporter.warn(fileChangedWarning(path));
    this.#showStatus("C", path);
  }

  #failFile(file: PackedFile, error: FileError): void {
    const item = file.unpackItem();
    this.#fail({ path: file.path, item, stat: file }, error);
  }

  #fail(entry: Pick<WalkEntry, "path" | "item"> & { stat: Inode }, error: FileError): void {
    const { reporter, forgetMaster } = this.#options;
    const { item, stat } = entry;
    if (item.hardlink_master === true) {
      this.#failed.set(item.path, error);
      forgetMaster({ path: item.path, ino: stat.ino, dev: stat.dev });
    }
    reporter.warn(error.toWarning(entry.path));
    this.#showStatus("E", entry.path);
  }

  #showStatus(status: string | undefined, path: string): void {
    if (status !== undefined && this.#options.reporter.wantsFileStatus) this.#options.reporter.fileStatus(status, path);
  }
}

/** What went wrong with an entry's content, if anything did. */
function errorOf(outcome: Outcome, entry: Pick<WalkEntry, "path" | "nameLength">): FileError | undefined {
  if (outcome.type === "replaced") {
    return new FileError("BackupRaceConditionError", `file ${outcome.what} changed (race condition), skipping file`);
  }
  if (outcome.type !== "trouble") return undefined;
  const { operation, errno } = outcome.trouble;
  // Borg names the bare name where it opens a file, and nothing where it reads from it.
  return fileErrorFrom(operation, new OSError(errno, operation === "open" ? nameOf(entry) : undefined));
}

function storedOutcome(outcome: Outcome): Extract<Outcome, { type: "stored" }> {
  if (outcome.type !== "stored") throw new Error("a file came back without an outcome");
  return outcome;
}
