import type { Hold } from "../../threads/index.ts";
import { OrderedQueue } from "../../threads/index.ts";
import type { FileRead, LanePiece } from "../jobs/index.ts";
import type { PipelineEntry } from "./unit.ts";

/** A piece of a large file. `hold` keeps its region until every user is done with it. */
export interface Piece {
  readonly hold: Hold;
  readonly read: LanePiece;
}

/** What there is to say of a large file when its last piece was read. */
export type LargeFileResult = Pick<FileRead, "stale" | "changed" | "replaced" | "trouble"> & {
  /** The user wants the command to stop: the file was not read to its end. */
  readonly interrupted?: true;
};

/**
 * One file that is read piece by piece.
 *
 * A checkpoint in the middle of it needs a walk that stands still: files that the walk found unchanged have been counted
 * already, though they are in no archive yet. It stands still while the file is read; {@link hold} has it wait for longer.
 */
export class LargeFile {
  readonly type = "large";
  readonly entry: PipelineEntry;
  readonly pieces: OrderedQueue<Piece> = new OrderedQueue();
  /** Set when the last piece has been read. */
  result: LargeFileResult = {};
  readonly #stopsWalk: boolean;
  #isRead = false;
  #isHeld = false;
  #settle: () => void = () => undefined;
  readonly #settled = new Promise<void>((resolve) => {
    this.#settle = resolve;
  });

  /** @param stopsWalk Whether the walk waits for this file to be read. */
  constructor(entry: PipelineEntry, stopsWalk: boolean) {
    this.entry = entry;
    this.#stopsWalk = stopsWalk;
  }

  /** Whether a checkpoint may be made now, or in the future. */
  get takesCheckpoints(): boolean {
    return this.#stopsWalk && (this.#isHeld || !this.#isRead || this.result.interrupted === true);
  }

  /** Before a checkpoint: makes the walk wait until {@link settle}. */
  hold(): void {
    this.#isHeld = true;
  }

  /** There will be no more pieces. */
  endPieces(): void {
    this.#isRead = true;
    this.pieces.end();
  }

  /** All pieces were decided. */
  settle(): void {
    this.#settle();
  }

  /** For the walk, after the last piece was read. */
  async mayGoOn(): Promise<void> {
    if (this.#isHeld || this.result.interrupted === true) await this.#settled;
  }
}
