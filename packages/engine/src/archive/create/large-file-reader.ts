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

/** The bytes of a piece that no chunk covers: they open the next one. */
interface Carry {
  readonly hold: RegionHold;
  readonly offset: number;
  readonly size: number;
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
}

/** How a range ended. */
type RangeEnd = Pick<PieceRead, "end" | "trouble"> & { readonly interrupted?: true };

/** Reads one file, device or stream piece by piece. */
export class LargeFileReader {
  readonly #options: LargeFileOptions;
  readonly #heap: SharedHeap;
  readonly #unit: LargeFile;
  readonly #source: ContentSource;
  #fd: number;
  #bytesRead = 0;

  /** @param heap Where the pieces lie. */
  constructor(options: LargeFileOptions, heap: SharedHeap, unit: LargeFile, source: ContentSource) {
    this.#options = options;
    this.#heap = heap;
    this.#unit = unit;
    this.#source = source;
    this.#fd = source.fd ?? -1;
  }

  get activity(): FileActivity {
    const { pathBytes, size, stream } = this.#source;
    return { path: bytesToText(pathBytes), position: this.#bytesRead, size: stream === undefined ? size : undefined };
  }

  /** Reads into `unit.pieces`, sets `unit.result`, and ends the queue in every case. */
  async run(): Promise<void> {
    const unit = this.#unit;
    try {
      unit.result = await this.#read();
    } catch (error) {
      unit.pieces.fail(error as Error);
    } finally {
      if (this.#fd >= OWN_FD_MIN) closeSync(this.#fd);
      unit.endPieces();
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
      stopIfUrgent(this.#options.signal);
      // Without a checkpoint in its middle a file is read to its end.
      if (isGentleStop(this.#options.signal) && this.#unit.takesCheckpoints) return { end: true, interrupted: true };
      const open = (carry?.size ?? 0) + rest;
      const size = Math.min(this.#options.pieceBytes, open);
      const region = await this.#heap.allocate(size);
      const hold = new RegionHold(region, (freed) => this.#heap.free(freed));
      const { offset } = region;
      const room = { offset, size, position, rangeEnd: size === open, hole: range.hole === true, carry };
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
        carry = { hold, offset: offset + size - read.carrySize, size: read.carrySize };
      }
      this.#unit.pieces.push({ hold, read });
      if (last) return read;
    }
  }

  /** @returns `undefined` if the user wants the command to stop, and the stream has no bytes for now. */
  async #readPiece({ carry, ...room }: Room): Promise<PieceRead | undefined> {
    const { stream } = this.#source;
    const carrySize = carry?.size ?? 0;
    let filled: number | undefined;
    if (stream !== undefined) {
      const target = this.#heap.view(room.offset + carrySize, room.size - carrySize);
      filled = await untilInterrupted(stream.readInto(target), this.#options.signal);
      if (filled === undefined) return undefined;
    }
    const carried = { carryOffset: carry?.offset ?? 0, carrySize };
    return this.#options.pool.pool.run("readPiece", { ...room, ...carried, fd: this.#fd, filled }, true);
  }
}
