import assert from "node:assert/strict";
import { bytesToText } from "@coffer/format/bytes";
import type { FileActivity } from "../../context/index.ts";
import type { SharedHeap } from "../../threads/index.ts";
import { RegionHold } from "../../threads/index.ts";
import type { FilesRead } from "../jobs/index.ts";
import { LargeFile } from "./large-file.ts";
import { LargeFileReader } from "./large-file-reader.ts";
import type { FileTaker, LargeFileOptions } from "./large-file-reader.ts";
import { GROUP_BYTES, GROUP_ITEMS_MAX, GROUPED_FILE_BYTES_MAX, GROUPS_AHEAD_MAX } from "./limits.ts";
import { ReadLane } from "./read-lane.ts";
import type { ContentSource, Group, PipelineEntry } from "./unit.ts";

const NO_PATH = new Uint8Array(0);

/** Somebody who gets an entry: the way of a repository, and what the entry is there. */
export interface EntryTaker {
  readonly lane: ReadLane;
  readonly entry: PipelineEntry;
}

/** What a lane gets of a group that was sent to be read. */
type LaneContent = Omit<NonNullable<Group["content"]>, "files">;

/** Content that was collected, and whose it is. */
interface CollectedFile {
  readonly source: ContentSource;
  readonly takers: readonly EntryTaker[];
}

/**
 * The first stage: takes entries in order of discovery, sends their contents to be read, and hands on units in that
 * same order, to one lane or to several. Waits while the bytes in flight are at their bound.
 */
export class ReadStage {
  readonly #options: LargeFileOptions;
  readonly #lanes: ReadLane[] = [];
  #files: CollectedFile[] = [];
  #bytes = 0;
  #items = 0;
  /** At what the stage is. */
  #large: LargeFileReader | undefined;
  #last: ContentSource | undefined;

  constructor(options: LargeFileOptions) {
    this.#options = options;
  }

  /** A way out of this stage. Not when entries were taken already. @param spare For files that are read once more. */
  openLane(spare: SharedHeap): ReadLane {
    const lane = new ReadLane(this.#lanes.length, spare);
    this.#lanes.push(lane);
    return lane;
  }

  /**
   * Takes one entry of each of the takers; if it has content to be read, this is the same for all, and read once. The
   * promise, if any, must be awaited before the next.
   */
  add(takers: readonly EntryTaker[]): void | Promise<void> {
    const source = takers[0]?.entry.source;
    if (source !== undefined && (this.#isLarge(source) || this.#bytes + source.size > 2 * GROUP_BYTES)) {
      return this.#addAfterFlush(takers, source);
    }
    this.#collect(takers, source);
    if (this.#bytes >= GROUP_BYTES || this.#items >= GROUP_ITEMS_MAX) return this.flush();
  }

  /** The file that is being read; small ones are read many at once. */
  get activity(): FileActivity | undefined {
    if (this.#large !== undefined) return this.#large.activity;
    return this.#last && { path: bytesToText(this.#last.pathBytes), position: 0, size: this.#last.size };
  }

  /** Sends off what was collected. */
  async flush(): Promise<void> {
    if (this.#items === 0) return;
    const groups = this.#lanes.map((lane) => ({ lane, ...lane.takeCollected() }));
    const [files, bytes] = [this.#files, this.#bytes];
    this.#files = [];
    this.#bytes = 0;
    this.#items = 0;
    for (const { units } of this.#lanes) {
      const room = units.room(GROUPS_AHEAD_MAX);
      if (room !== undefined) await room;
    }
    const contents = files.length === 0 ? new Map<ReadLane, LaneContent>() : await this.#readFiles(files, bytes);
    for (const { lane, entries, files: own } of groups) {
      const content = contents.get(lane);
      if (entries.length === 0) continue;
      lane.push({ type: "group", entries, ...(content === undefined ? {} : { content: { ...content, files: own } }) });
    }
  }

  async #addAfterFlush(takers: readonly EntryTaker[], source: ContentSource): Promise<void> {
    await this.flush();
    if (this.#isLarge(source)) await this.#readLarge(takers, source);
    else this.#collect(takers, source);
  }

  #collect(takers: readonly EntryTaker[], source: ContentSource | undefined): void {
    const file = source === undefined ? undefined : this.#files.length;
    for (const { lane, entry } of takers) lane.collect(entry, file);
    this.#items += takers[0]?.entry.items ?? 1;
    if (source === undefined) return;
    this.#last = source;
    this.#files.push({ source, takers });
    this.#bytes += slotSize(source);
  }

  #isLarge(source: ContentSource): boolean {
    if (source.size > GROUPED_FILE_BYTES_MAX || source.fd !== undefined || source.stream !== undefined) return true;
    return this.#options.ranges !== undefined;
  }

  /** Sends off what was collected. Resolves when all of it is written and complete in this lane. */
  async drain(lane: ReadLane): Promise<void> {
    await this.flush();
    await new Promise<void>((passed) => lane.push({ type: "barrier", passed }));
  }

  /** @returns What each lane gets of it. */
  async #readFiles(files: readonly CollectedFile[], bytes: number): Promise<ReadonlyMap<ReadLane, LaneContent>> {
    const { pool, filesChanged, noatime } = this.#options;
    const region = await pool.input.allocate(bytes);
    const hold = new RegionHold(region, (freed) => pool.input.free(freed));
    const sources = files.map(({ source }) => source);
    const slots = this.#layOut(sources, region.offset);
    const lanes = this.#lanes.filter((lane) => lane.isOpen && isWantedBy(lane, files));
    const reading = pool.pool.run(
      "readFiles",
      {
        ...joinPaths(sources),
        slots,
        inodes: BigUint64Array.from(sources, (source) => source.inode),
        ctimes: BigInt64Array.from(sources, (source) => source.ctimeNs),
        filesChanged,
        noatime,
        lanes: lanes.map(({ index }) => index),
        wanted: wantedFiles(files, lanes),
      },
      true,
    );
    const contents = lanes.map((lane, index): [ReadLane, LaneContent] => {
      const read = reading.then((all) => all[index] as FilesRead);
      // Whoever awaits it later sees the error; this keeps an early one from ending the process.
      read.catch(() => undefined);
      return [lane, { hold: lane.share(hold), slots, reading: read }];
    });
    // Until then the worker fills the slots, whatever becomes of the lanes.
    reading.then(
      () => hold.release(),
      () => hold.release(),
    );
    return new Map(contents);
  }

  /** Gives each file its slot, and puts there what needs no reading. */
  #layOut(sources: readonly ContentSource[], start: number): Float64Array {
    const { input } = this.#options.pool;
    const slots = new Float64Array(2 * sources.length);
    let offset = start;
    sources.forEach((source, index) => {
      slots[2 * index] = offset;
      slots[2 * index + 1] = source.size + 1;
      if (source.content !== undefined) input.view(offset, source.size).set(source.content);
      offset += slotSize(source);
    });
    return slots;
  }

  /** Reads the whole file before it returns: the next entry must not take memory that this one needs. */
  async #readLarge(entries: readonly EntryTaker[], source: ContentSource): Promise<void> {
    const takers = entries.map(({ lane, entry }): FileTaker => ({ lane, unit: new LargeFile(entry, true) }));
    for (const { lane, unit } of takers) lane.push(unit);
    this.#large = new LargeFileReader(this.#options, this.#options.pool.input, takers, source);
    await this.#large.run();
    for (const { lane, unit } of takers) if (lane.isOpen) await unit.mayGoOn();
    this.#large = undefined;
  }

  /**
   * Begins to read a file that outgrew its slot. Its pieces come from a heap of their own: whoever waits for them holds
   * memory of the other one.
   */
  readAgain(lane: ReadLane, entry: PipelineEntry): LargeFile {
    const unit = new LargeFile(entry, false);
    assert(entry.source !== undefined);
    void new LargeFileReader(this.#options, lane.spare, [{ lane, unit }], entry.source).run();
    return unit;
  }
}

function isWantedBy(lane: ReadLane, files: readonly CollectedFile[]): boolean {
  return files.some(({ takers }) => takers.some((taker) => taker.lane === lane));
}

/** For each file a bit for each lane; nothing where all lanes want all files. */
function wantedFiles(files: readonly CollectedFile[], lanes: readonly ReadLane[]): Uint32Array | undefined {
  if (lanes.every((lane) => files.every((file) => isWantedBy(lane, [file])))) return undefined;
  return Uint32Array.from(files, (file) =>
    lanes.reduce((mask, lane, index) => (isWantedBy(lane, [file]) ? mask | (1 << index) : mask), 0),
  );
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
