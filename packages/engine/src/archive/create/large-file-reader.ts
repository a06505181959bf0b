import { closeSync } from "node:fs";
import { bytesToText } from "@coffer/format/bytes";
import type { FileActivity } from "../../context/index.ts";
import { isGentleStop } from "../../context/index.ts";
import { platform } from "../../platform/index.ts";
import type { FileStat } from "../../platform/index.ts";
import type { SharedHeap } from "../../threads/index.ts";
import { RegionHold } from "../../threads/index.ts";
import type { FilesChanged, PieceRead, PipelinePool, ReadTrouble } from "../jobs/index.ts";
import {
  changedBetween,
  openForBackup,
  stopIfUrgent,
  systemTrouble,
  untilInterrupted,
  whatReplaced,
} from "../jobs/index.ts";
import type { PieceRange } from "./piece-ranges.ts";
import type { LargeFile, LargeFileResult } from "./large-file.ts";
import type { ReadLane } from "./read-lane.ts";
import type { ContentSource } from "./unit.ts";

export interface LargeFileOptions {
  readonly pool: PipelinePool;
  readonly pieceBytes: number;
  readonly filesChanged: FilesChanged;
  readonly noatime: boolean;
  readonly signal?: AbortSignal | undefined;
  /**
   * How the chunker wants a file divided; undefined: one range of data to the end.
   * @param fd -1: a stream, whose data cannot be known before it is read.
   */
  readonly ranges?: ((fd: number) => Iterable<PieceRange>) | undefined;
}

/** The first descriptor that does not belong to the process as a whole. */
const OWN_FD_MIN = 3;

/** Who gets what is read. */
export interface FileTaker {
  readonly lane: ReadLane;
  readonly unit: LargeFile;
}

/** The bytes at the end of a piece that not all takers' chunks cover: they open the next one. */
interface Carry {
  readonly hold: RegionHold;
  readonly offset: number;
  readonly size: number;
  /** How many of them each taker has to carry. */
  readonly sizes: ReadonlyMap<FileTaker, number>;
}

/** A piece to be read. */
interface Room {
  /** Address of the region, and how much of it to fill, carried bytes included. */
  readonly offset: number;
  readonly size: number;
  readonly position: number;
  /** No chunk goes on behind this piece, though the file may. */
  readonly rangeEnd: boolean;
  readonly hole: boolean;
  readonly carry: Carry | undefined;
  readonly takers: readonly FileTaker[];
}

/** How a range ended. */
type RangeEnd = Pick<PieceRead, "end" | "trouble"> & { readonly interrupted?: true };

/** Reads one file, device or stream piece by piece, for one lane or several. */
export class LargeFileReader {
  readonly #options: LargeFileOptions;
  readonly #heap: SharedHeap;
  readonly #takers: readonly FileTaker[];
  readonly #source: ContentSource;
  #fd: number;
  #bytesRead = 0;

  /** @param heap Where the pieces lie. */
  constructor(options: LargeFileOptions, heap: SharedHeap, takers: readonly FileTaker[], source: ContentSource) {
    this.#options = options;
    this.#heap = heap;
    this.#takers = takers;
    this.#source = source;
    this.#fd = source.fd ?? -1;
  }

  get activity(): FileActivity {
    const { pathBytes, size, stream } = this.#source;
    return { path: bytesToText(pathBytes), position: this.#bytesRead, size: stream === undefined ? size : undefined };
  }

  /** Reads into each unit's `pieces`, sets its `result`, and ends the queue in every case. */
  async run(): Promise<void> {
    try {
      const result = await this.#read();
      for (const { unit } of this.#takers) unit.result = result;
    } catch (error) {
      for (const { unit } of this.#takers) unit.pieces.fail(error as Error);
    } finally {
      if (this.#fd >= OWN_FD_MIN) closeSync(this.#fd);
      for (const { unit } of this.#takers) unit.endPieces();
    }
  }

  async #read(): Promise<LargeFileResult> {
    const { pathBytes, special, ctimeNs, inode, stream } = this.#source;
    let operation: ReadTrouble["operation"] = "open";
    try {
      if (this.#fd < 0 && stream === undefined) this.#fd = openForBackup(pathBytes, this.#options.noatime);
      operation = "fstat";
      const before = special === true ? undefined : this.#fstat();
      const replaced = before === undefined ? undefined : whatReplaced(before, inode);
      if (replaced !== undefined) return { replaced };
      operation = "read";
      const { trouble, interrupted } = await this.#readPieces();
      if (trouble !== undefined) return { trouble };
      if (interrupted === true) return { interrupted };
      if (before === undefined) return {};
      operation = "fstat2";
      const changed = changedBetween(before, this.#fstat(), this.#options.filesChanged);
      return { changed, stale: before.ctime !== ctimeNs };
    } catch (error) {
      const trouble = systemTrouble(operation, error);
      if (trouble === undefined) throw error;
      return { trouble };
    }
  }

  #fstat(): FileStat {
    return platform().fstat(this.#fd);
  }

  async #readPieces(): Promise<RangeEnd> {
    const isStream = this.#source.special === true;
    const ranges = this.#options.ranges?.(isStream ? -1 : this.#fd) ?? [{ position: 0, length: Infinity }];
    let last: RangeEnd = { end: false };
    for (const range of ranges) {
      last = await this.#readRange(isStream ? { ...range, position: -1 } : range);
      if (last.end) return last;
    }
    return last;
  }

  async #readRange(range: PieceRange): Promise<RangeEnd> {
    let { position } = range;
    let rest = range.length;
    let carry: Carry | undefined;
    for (;;) {
      const takers = this.#takers.filter(({ lane }) => lane.isOpen);
      if (this.#isStopWanted(takers)) return { end: true, interrupted: true };
      const open = (carry?.size ?? 0) + rest;
      const size = Math.min(this.#options.pieceBytes, open);
      const region = await this.#heap.allocate(size);
      const hold = new RegionHold(region, (freed) => this.#heap.free(freed));
      const { offset } = region;
      const room = { offset, size, position, rangeEnd: size === open, hole: range.hole === true, carry, takers };
      const read = await this.#readPiece(room);
      if (read === undefined) return { end: true, interrupted: true };
      carry?.hold.release();
      carry = undefined;
      rest -= read.bytesRead;
      this.#bytesRead += read.bytesRead;
      if (position >= 0) position += read.bytesRead;
      const last = read.end || rest === 0;
      if (!last) {
        hold.retain();
        carry = carryOf(takers, read, hold, offset + size);
      }
      handOut(takers, read, hold);
      if (last) return read;
    }
  }

  /** @throws {BorgError} If the user cannot wait for a checkpoint. */
  #isStopWanted(takers: readonly FileTaker[]): boolean {
    const { signal } = this.#options;
    stopIfUrgent(signal);
    // Without a checkpoint in its middle a file is read to its end.
    return takers.length === 0 || (isGentleStop(signal) && takers.some(({ unit }) => unit.takesCheckpoints));
  }

  /** @returns `undefined` if the user wants the command to stop, and the stream has no bytes for now. */
  async #readPiece({ carry, takers, ...room }: Room): Promise<PieceRead | undefined> {
    const { stream } = this.#source;
    const carrySize = carry?.size ?? 0;
    let filled: number | undefined;
    if (stream !== undefined) {
      const target = this.#heap.view(room.offset + carrySize, room.size - carrySize);
      filled = await untilInterrupted(stream.readInto(target), this.#options.signal);
      if (filled === undefined) return undefined;
    }
    const carried = { carryOffset: carry?.offset ?? 0, carrySize };
    const lanes = takers.map((taker) => ({ lane: taker.lane.index, carrySize: carry?.sizes.get(taker) ?? 0 }));
    return this.#options.pool.pool.run("readPiece", { ...room, ...carried, lanes, fd: this.#fd, filled }, true);
  }
}

/** @param end Address behind the last byte that was read. */
function carryOf(takers: readonly FileTaker[], { lanes }: PieceRead, hold: RegionHold, end: number): Carry {
  const sizes = new Map(takers.map((taker, index) => [taker, lanes[index]?.carrySize ?? 0]));
  const size = Math.max(...sizes.values());
  return { hold, offset: end - size, size, sizes };
}

/** Gives each taker its chunks, and a hold of its own on the memory. */
function handOut(takers: readonly FileTaker[], { lanes }: PieceRead, hold: RegionHold): void {
  takers.forEach(({ lane, unit }, index) => {
    const read = lanes[index];
    if (read !== undefined && lane.isOpen) unit.pieces.push({ hold: lane.share(hold), read });
  });
  hold.release();
}
