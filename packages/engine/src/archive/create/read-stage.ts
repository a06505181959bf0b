import assert from "node:assert/strict";
import { bytesToText } from "@coffer/format/bytes";
import type { FileActivity } from "../../context/index.ts";
import type { OrderedQueue } from "../../threads/index.ts";
import { LargeFile } from "./large-file.ts";
import { LargeFileReader } from "./large-file-reader.ts";
import type { LargeFileOptions } from "./large-file-reader.ts";
import { GROUP_BYTES, GROUP_ITEMS_MAX, GROUPED_FILE_BYTES_MAX, GROUPS_AHEAD_MAX } from "./limits.ts";
import type { ContentSource, Group, PipelineEntry, Unit } from "./unit.ts";

const NO_PATH = new Uint8Array(0);

export interface ReadStageOptions extends LargeFileOptions {
  readonly units: OrderedQueue<Unit>;
}

/**
 * The first stage: takes entries in order of discovery, sends their contents to be read, and hands on units in that
 * same order. Waits while the bytes in flight are at their bound.
 */
export class ReadStage {
  readonly #options: ReadStageOptions;
  #entries: PipelineEntry[] = [];
  #sources: ContentSource[] = [];
  #bytes = 0;
  #items = 0;
  /** At what the stage is. */
  #large: LargeFileReader | undefined;
  #last: ContentSource | undefined;

  constructor(options: ReadStageOptions) {
    this.#options = options;
  }

  /** Takes one entry. The promise, if any, must be awaited before the next. */
  add(entry: PipelineEntry): void | Promise<void> {
    const { source } = entry;
    if (source !== undefined && (this.#isLarge(source) || this.#bytes + source.size > 2 * GROUP_BYTES)) {
      return this.#addAfterFlush(entry, source);
    }
    this.#collect(entry, source);
    if (this.#bytes >= GROUP_BYTES || this.#items >= GROUP_ITEMS_MAX) return this.flush();
  }

  /** The file that is being read; small ones are read many at once. */
  get activity(): FileActivity | undefined {
    if (this.#large !== undefined) return this.#large.activity;
    return this.#last && { path: bytesToText(this.#last.pathBytes), position: 0, size: this.#last.size };
  }

  /** Sends off what was collected. */
  async flush(): Promise<void> {
    if (this.#entries.length === 0) return;
    const [entries, sources] = [this.#entries, this.#sources];
    this.#entries = [];
    this.#sources = [];
    const bytes = this.#bytes;
    this.#bytes = 0;
    this.#items = 0;
    const room = this.#options.units.room(GROUPS_AHEAD_MAX);
    if (room !== undefined) await room;
    if (sources.length === 0) this.#options.units.push({ type: "group", entries });
    else this.#options.units.push(await this.#readGroup(entries, sources, bytes));
  }

  async #addAfterFlush(entry: PipelineEntry, source: ContentSource): Promise<void> {
    await this.flush();
    if (this.#isLarge(source)) await this.#readLarge(entry, source);
    else this.#collect(entry, source);
  }

  #collect(entry: PipelineEntry, source: ContentSource | undefined): void {
    this.#entries.push(entry);
    this.#items += entry.items ?? 1;
    if (source === undefined) return;
    this.#last = source;
    this.#sources.push(source);
    this.#bytes += slotSize(source);
  }

  #isLarge(source: ContentSource): boolean {
    if (source.size > GROUPED_FILE_BYTES_MAX || source.fd !== undefined || source.stream !== undefined) return true;
    return this.#options.ranges !== undefined;
  }

  /** Sends off what was collected. Resolves when all of it is written and complete. */
  async drain(): Promise<void> {
    await this.flush();
    await new Promise<void>((passed) => this.#options.units.push({ type: "barrier", passed }));
  }

  async #readGroup(entries: PipelineEntry[], sources: ContentSource[], bytes: number): Promise<Group> {
    const { pool, filesChanged, noatime } = this.#options;
    const region = await pool.input.allocate(bytes);
    const slots = new Float64Array(2 * sources.length);
    let offset = region.offset;
    sources.forEach((source, index) => {
      slots[2 * index] = offset;
      slots[2 * index + 1] = source.size + 1;
      if (source.content !== undefined) pool.input.view(offset, source.size).set(source.content);
      offset += slotSize(source);
    });
    const reading = pool.pool.run(
      "readFiles",
      {
        ...joinPaths(sources),
        slots,
        inodes: BigUint64Array.from(sources, (source) => source.inode),
        ctimes: BigInt64Array.from(sources, (source) => source.ctimeNs),
        filesChanged,
        noatime,
      },
      true,
    );
    // Whoever awaits it later sees the error; this keeps an early one from ending the process.
    reading.catch(() => undefined);
    return { type: "group", entries, content: { region, slots, reading } };
  }

  /** Reads the whole file before it returns: the next entry must not take memory that this one needs. */
  async #readLarge(entry: PipelineEntry, source: ContentSource): Promise<void> {
    const unit = new LargeFile(entry, true);
    this.#options.units.push(unit);
    this.#large = new LargeFileReader(this.#options, this.#options.pool.input, unit, source);
    await this.#large.run();
    await unit.mayGoOn();
    this.#large = undefined;
  }

  /**
   * Begins to read a file that outgrew its slot. Its pieces come from a heap of their own: whoever waits for them holds
   * memory of the other one.
   */
  readAgain(entry: PipelineEntry): LargeFile {
    const unit = new LargeFile(entry, false);
    assert(entry.source !== undefined);
    void new LargeFileReader(this.#options, this.#options.pool.spare, unit, entry.source).run();
    return unit;
  }
}

/** What is there already has no path. */
function joinPaths(sources: readonly ContentSource[]): { paths: Uint8Array; pathEnds: Uint32Array } {
  const pathEnds = new Uint32Array(sources.length);
  const toRead = sources.map((source) => (source.content === undefined ? source.pathBytes : NO_PATH));
  let end = 0;
  toRead.forEach((path, index) => {
    end += path.length;
    pathEnds[index] = end;
  });
  const paths = new Uint8Array(end);
  toRead.forEach((path, index) => paths.set(path, (pathEnds[index] ?? 0) - path.length));
  return { paths, pathEnds };
}

/** Room for one byte more than expected, so that a file that grew is noticed. */
function slotSize(source: ContentSource): number {
  return (source.size + 1 + 15) & ~15;
}
