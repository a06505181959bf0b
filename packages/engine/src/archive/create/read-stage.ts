import assert from "node:assert/strict";
import { closeSync, fstatSync } from "node:fs";
import type { SharedHeap } from "../../threads/index.ts";
import { OrderedQueue } from "../../threads/index.ts";
import type { FilesChanged, PieceRead, PipelinePool, ReadTrouble } from "../jobs/index.ts";
import { changedBetween, openForBackup, stopIfInterrupted, systemTrouble, whatReplaced } from "../jobs/index.ts";
import type { PieceRange } from "./piece-ranges.ts";
import { GROUP_BYTES, GROUP_ITEMS_MAX, GROUPED_FILE_BYTES_MAX, GROUPS_AHEAD_MAX } from "./limits.ts";
import type { ContentSource, Group, LargeFile, PipelineEntry, Unit } from "./unit.ts";
import { RegionHold } from "./unit.ts";

export interface ReadStageOptions {
  readonly pool: PipelinePool;
  readonly units: OrderedQueue<Unit>;
  readonly pieceBytes: number;
  readonly filesChanged: FilesChanged;
  readonly noatime: boolean;
  readonly signal?: AbortSignal | undefined;
  /** How the chunker wants a file divided; undefined: one range of data to the end. */
  readonly ranges?: ((fd: number, size: number) => Iterable<PieceRange>) | undefined;
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
    this.#sources.push(source);
    this.#bytes += slotSize(source);
  }

  #isLarge(source: ContentSource): boolean {
    return source.size > GROUPED_FILE_BYTES_MAX || source.fd !== undefined || this.#options.ranges !== undefined;
  }

  async #readGroup(entries: PipelineEntry[], sources: ContentSource[], bytes: number): Promise<Group> {
    const { pool, filesChanged, noatime } = this.#options;
    const region = await pool.input.allocate(bytes);
    const slots = new Float64Array(2 * sources.length);
    let offset = region.offset;
    sources.forEach((source, index) => {
      slots[2 * index] = offset;
      slots[2 * index + 1] = source.size + 1;
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
    const unit: LargeFile = { type: "large", entry, pieces: new OrderedQueue(), result: {} };
    this.#options.units.push(unit);
    await readLargeFile(this.#options, this.#options.pool.input, unit, source);
  }

  /**
   * Begins to read a file that outgrew its slot. Its pieces come from a heap of their own: whoever waits for them holds
   * memory of the other one.
   */
  readAgain(entry: PipelineEntry): LargeFile {
    const unit: LargeFile = { type: "large", entry, pieces: new OrderedQueue(), result: {} };
    assert(entry.source !== undefined);
    void readLargeFile(this.#options, this.#options.pool.spare, unit, entry.source);
    return unit;
  }
}

function joinPaths(sources: readonly ContentSource[]): { paths: Uint8Array; pathEnds: Uint32Array } {
  const pathEnds = new Uint32Array(sources.length);
  let end = 0;
  sources.forEach((source, index) => {
    end += source.pathBytes.length;
    pathEnds[index] = end;
  });
  const paths = new Uint8Array(end);
  sources.forEach((source, index) => paths.set(source.pathBytes, (pathEnds[index] ?? 0) - source.pathBytes.length));
  return { paths, pathEnds };
}

/** Room for one byte more than expected, so that a file that grew is noticed. */
function slotSize(source: ContentSource): number {
  return (source.size + 1 + 15) & ~15;
}

/** Reads `source` piece by piece into `unit.pieces` and sets `unit.result`. Ends the queue in every case. */
async function readLargeFile(
  options: ReadStageOptions,
  heap: SharedHeap,
  unit: LargeFile,
  source: ContentSource,
): Promise<void> {
  let operation: ReadTrouble["operation"] = "open";
  let fd = source.fd ?? -1;
  try {
    if (fd < 0) fd = openForBackup(source.pathBytes, options.noatime);
    operation = "fstat";
    const before = source.special === true ? undefined : fstatSync(fd, { bigint: true });
    const replaced = before === undefined ? undefined : whatReplaced(before, source.inode);
    if (replaced !== undefined) {
      unit.result = { replaced };
      return;
    }
    operation = "read";
    const trouble = await readPieces(options, heap, unit, fd, source);
    if (trouble !== undefined) {
      unit.result = { trouble };
      return;
    }
    operation = "fstat2";
    const changed =
      before !== undefined && changedBetween(before, fstatSync(fd, { bigint: true }), options.filesChanged);
    unit.result = { changed, stale: before !== undefined && before.ctimeNs !== source.ctimeNs };
  } catch (error) {
    const trouble = systemTrouble(operation, error);
    if (trouble === undefined) unit.pieces.fail(error as Error);
    else unit.result = { trouble };
  } finally {
    if (fd >= 0) closeSync(fd);
    unit.pieces.end();
  }
}

async function readPieces(
  options: ReadStageOptions,
  heap: SharedHeap,
  unit: LargeFile,
  fd: number,
  source: ContentSource,
): Promise<ReadTrouble | undefined> {
  const whole = { position: source.special === true ? -1 : 0, length: Infinity };
  const ranges = (source.special === true ? undefined : options.ranges?.(fd, source.size)) ?? [whole];
  for (const range of ranges) {
    const read = await readRange(options, heap, unit, fd, range);
    if (read.trouble !== undefined) return read.trouble;
    if (read.end) return undefined;
  }
  return undefined;
}

/** Reads one range; what no chunk covers at the end of a piece opens the next one. */
async function readRange(
  options: ReadStageOptions,
  heap: SharedHeap,
  unit: LargeFile,
  fd: number,
  range: PieceRange,
): Promise<Pick<PieceRead, "end" | "trouble">> {
  const { pool } = options.pool;
  let { position } = range;
  let rest = range.length;
  let carry: { hold: RegionHold; offset: number; size: number } | undefined;
  for (;;) {
    stopIfInterrupted(options.signal);
    const carrySize = carry?.size ?? 0;
    const size = Math.min(options.pieceBytes, carrySize + rest);
    const region = await heap.allocate(size);
    const hold = new RegionHold(region, (freed) => heap.free(freed));
    const read = await pool.run(
      "readPiece",
      {
        fd,
        position,
        offset: region.offset,
        size,
        carryOffset: carry?.offset ?? 0,
        carrySize,
        rangeEnd: size === carrySize + rest,
        hole: range.hole === true,
      },
      true,
    );
    carry?.hold.release();
    carry = undefined;
    rest -= read.bytesRead;
    if (position >= 0) position += read.bytesRead;
    const last = read.end || rest === 0;
    if (!last) {
      hold.retain();
      const covered = size - read.carrySize;
      carry = { hold, offset: region.offset + covered, size: read.carrySize };
    }
    unit.pieces.push({ hold, read });
    if (last) return read;
  }
}
