import { entryId, formatFileSize, TAG_COMMIT, TAG_DELETE, TAG_PUT } from "@coffer/format/segment";
import type { LogWriter } from "./log-writer.ts";
import { PercentProgress } from "./percent-progress.ts";
import { scanSegment } from "./scan-segment.ts";
import type { ScannedEntry } from "./scan-segment.ts";
import { add } from "./transaction-state.ts";
import type { TransactionState } from "./transaction-state.ts";
import { logRepository } from "./volume.ts";
import type { Volume } from "./volume.ts";

export interface CompactionOptions {
  /** A segment is rewritten if more than this part of it can be freed. */
  readonly threshold: number;
  /** Transaction of the index on disk; `undefined` if there is none. */
  readonly indexTransaction: number | undefined;
}

/**
 * Rewrites sparse segments: copies what is current to the end of the log, commits, then removes them. Every removal is preceded
 * by a durable COMMIT of the copies, so that the log is whole at any moment.
 *
 * The caller writes index and hints afterwards.
 *
 * @returns The segment of the last COMMIT, or `undefined` if there was nothing to look at.
 * @throws {IntegrityError} If a segment to be rewritten is damaged; segments that were done are gone, all others are there.
 * @see docs/formats/segment.md, "Compaction".
 */
export async function compactSegments(
  volume: Volume,
  writer: LogWriter,
  state: TransactionState,
  options: CompactionOptions,
): Promise<number | undefined> {
  if (state.compact.size === 0) return undefined;
  const quotaUseBefore = state.storageQuotaUse;
  const progress = new PercentProgress(volume.reporter, {
    total: state.compact.size,
    text: "Compacting segments",
    msgid: "repository.compact_segments",
    step: 1,
  });
  const compaction = new Compaction(volume, writer, state, options.indexTransaction);
  for (const [segment, freeable] of [...state.compact].sort(([a], [b]) => a - b)) {
    if (await isSparse(volume, state, segment, freeable, options.threshold)) await compaction.rewrite(segment);
    progress.show();
  }
  progress.finish();
  const committed = await compaction.completeTransfer({ intermediate: false });
  await volume.segments.removeEmptyFolders();
  const freed = formatFileSize(quotaUseBefore - state.storageQuotaUse);
  logRepository(volume.reporter, "info", `compaction freed about ${freed} repository space.`);
  return committed;
}

async function isSparse(
  volume: Volume,
  state: TransactionState,
  segment: number,
  freeable: number,
  threshold: number,
): Promise<boolean> {
  const size = (await volume.segments.size(segment)) ?? 0;
  if (size === 0) {
    logRepository(volume.reporter, "warning", `segment ${segment} not found, but listed in compaction data`);
    state.compact.delete(segment);
    state.segments.delete(segment);
    return false;
  }
  return freeable / size > threshold;
}

/** One run of a compaction: segments that were emptied wait for the COMMIT that lets them go. */
class Compaction {
  readonly #volume: Volume;
  readonly #writer: LogWriter;
  readonly #state: TransactionState;
  readonly #indexTransaction: number | undefined;
  #unused: number[] = [];

  constructor(volume: Volume, writer: LogWriter, state: TransactionState, indexTransaction: number | undefined) {
    this.#volume = volume;
    this.#writer = writer;
    this.#state = state;
    this.#indexTransaction = indexTransaction;
  }

  async rewrite(segment: number): Promise<void> {
    add(this.#state.segments, segment, 0);
    await scanSegment(this.#volume, segment, {}, (entry) => this.#transfer(segment, entry));
    this.#warnIfCounted(segment);
    this.#unused.push(segment);
  }

  /** Commits what was copied, then removes the segments that it was copied from. */
  async completeTransfer(options: { intermediate: boolean }): Promise<number> {
    const committed = this.#writer.commit(options);
    this.#state.recordCommit(committed);
    await this.#writer.settle();
    for (const segment of this.#unused) {
      this.#warnIfCounted(segment);
      await this.#volume.segments.remove(segment);
      this.#state.segments.delete(segment);
      this.#state.compact.delete(segment);
    }
    this.#unused = [];
    return committed;
  }

  async #transfer(segment: number, entry: ScannedEntry): Promise<void> {
    if (entry.tag === TAG_COMMIT) return;
    const id = entryId(entry.bytes, 0);
    const bucket = this.#state.index.find(id);
    if (entry.tag === TAG_PUT) {
      const { index } = this.#state;
      const isCurrent = bucket >= 0 && index.segmentAt(bucket) === segment && index.offsetAt(bucket) === entry.offset;
      if (isCurrent) await this.#movePut(segment, id, entry);
      else this.#dropPut(segment, id, entry.size);
    } else if (entry.tag === TAG_DELETE && bucket < 0) {
      if (this.#isNeeded(segment, id)) await this.#moveDelete(id);
      else this.#forgetDelete(id);
    }
  }

  async #movePut(segment: number, id: Uint8Array, entry: ScannedEntry): Promise<void> {
    if (this.#writer.isFullFor(id)) await this.completeTransfer({ intermediate: true });
    const place = this.#writer.putEntry(id, entry.bytes);
    this.#state.index.set(id, place.segment, place.offset);
    add(this.#state.segments, place.segment, 1);
    add(this.#state.segments, segment, -1);
    await place.written;
  }

  #dropPut(segment: number, id: Uint8Array, size: number): void {
    this.#state.shadowIndex.remove(id, segment);
    this.#state.storageQuotaUse -= size;
  }

  /**
   * A DELETE hides the PUTs before it. It can go only if none of them is left in an older segment, and if everything up to it
   * was settled long ago: a crash might undo the removal of an older segment, and the object would be back.
   */
  #isNeeded(segment: number, id: Uint8Array): boolean {
    const shadowed = this.#state.shadowIndex.get(id);
    if (shadowed === undefined || shadowed.some((older) => older < segment)) return true;
    return this.#indexTransaction === undefined || segment > this.#indexTransaction;
  }

  async #moveDelete(id: Uint8Array): Promise<void> {
    if (this.#writer.isFullFor(id)) await this.completeTransfer({ intermediate: true });
    this.#state.recordDelete(this.#writer.delete(id));
    await this.#writer.pressure();
  }

  #forgetDelete(id: Uint8Array): void {
    if (this.#state.shadowIndex.get(id)?.length === 0) this.#state.shadowIndex.delete(id);
  }

  #warnIfCounted(segment: number): void {
    const count = this.#state.segments.get(segment) ?? 0;
    if (count === 0) return;
    const message = `Corrupted segment reference count ${count} (expected 0) for segment ${segment} - corrupted index or hints`;
    logRepository(this.#volume.reporter, "warning", message);
  }
}
