import { CheckNeeded } from "@coffer/format/errors";
import type { SegmentFiles } from "./segment-files.ts";

/** Looks after the segments behind the last COMMIT, and hears of each commit. Where others may write to the log, it keeps them apart. */
export interface LogKeeper {
  /**
   * Makes sure that nothing behind `transaction` (`undefined`: in all of the log) will ever count.
   * @returns The number that the log goes on with.
   * @throws {CheckNeeded} If there are segments, but no transaction.
   */
  clearAfter(transaction: number | undefined): Promise<number>;
  /** Does away with segments that were begun and not committed; given the newest first. */
  discard(segments: readonly number[]): Promise<void>;
  /** A transaction was committed, and its index is written. */
  committed(transaction: number): Promise<void>;
}

/** Keeps a log whose lock can be trusted. */
export class SoleKeeper implements LogKeeper {
  readonly #segments: SegmentFiles;
  readonly #location: string;

  constructor(segments: SegmentFiles, location: string) {
    this.#segments = segments;
    this.#location = location;
  }

  async clearAfter(transaction: number | undefined): Promise<number> {
    if (transaction === undefined) {
      if ((await this.#segments.latest()) !== undefined) throw new CheckNeeded(this.#location);
      return 0;
    }
    await this.#segments.removeAfter(transaction);
    return transaction + 1;
  }

  /** The newest first, so that a rest is still a beginning of the log. */
  async discard(segments: readonly number[]): Promise<void> {
    for (const segment of segments) await this.#segments.remove(segment);
  }

  committed(): Promise<void> {
    return Promise.resolve();
  }
}
