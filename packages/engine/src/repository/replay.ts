import { CheckNeeded } from "@coffer/format/errors";
import { entryId, TAG_COMMIT, TAG_DELETE, TAG_PUT } from "@coffer/format/segment";
import { PercentProgress } from "./percent-progress.ts";
import { scanSegment } from "./scan-segment.ts";
import type { ScannedEntry } from "./scan-segment.ts";
import { add } from "./transaction-state.ts";
import type { TransactionState } from "./transaction-state.ts";
import { logRepository } from "./volume.ts";
import type { Volume } from "./volume.ts";

/**
 * Brings `state`, that of transaction `since` (`undefined`: empty), up to the last transaction of the log. Every CRC is
 * verified. Writes nothing.
 *
 * @throws {IntegrityError} If a committed segment is damaged.
 */
export async function replaySegments(
  volume: Volume,
  state: TransactionState,
  since: number | undefined,
  last: number,
): Promise<void> {
  logRepository(volume.reporter, "warning", "Replaying segments. Please wait, this can take a while...");
  const total = await volume.segments.count();
  const progress = new PercentProgress(volume.reporter, {
    total,
    text: "Replaying segments",
    msgid: "repository.replay_segments",
  });
  for await (const segment of volume.segments.ascending()) {
    progress.show();
    if (since !== undefined && segment <= since) continue;
    if (segment > last) break;
    const replay = new SegmentReplay(volume, state, segment);
    await scanSegment(volume, segment, {}, (entry) => replay.apply(entry));
    await replay.finish();
  }
  progress.finish();
}

/** Applies the entries of one segment to a state, by the rules for entries that are met on disk. */
export class SegmentReplay {
  readonly #volume: Volume;
  readonly #state: TransactionState;
  readonly #segment: number;

  constructor(volume: Volume, state: TransactionState, segment: number) {
    this.#volume = volume;
    this.#state = state;
    this.#segment = segment;
    state.segments.set(segment, 0);
  }

  /** Looks at the header and id of `entry` only. */
  apply(entry: Pick<ScannedEntry, "tag" | "offset" | "size" | "bytes">): void | Promise<void> {
    const { tag, offset, size, bytes } = entry;
    if (tag === TAG_COMMIT) return undefined;
    const id = entryId(bytes, 0);
    if (tag === TAG_PUT) return this.#applyPut(id, offset, size);
    if (tag === TAG_DELETE) return this.#applyDelete(id);
    throw new CheckNeeded(`Unexpected tag ${tag} in segment ${this.#segment}`);
  }

  /** To be called after the last entry. */
  async finish(): Promise<void> {
    const { segments, compact } = this.#state;
    if (segments.get(this.#segment) !== 0) return;
    compact.set(this.#segment, (await this.#volume.segments.size(this.#segment)) ?? 0);
  }

  #applyPut(id: Uint8Array, offset: number, size: number): void {
    const state = this.#state;
    const bucket = state.index.find(id);
    if (bucket >= 0) {
      // The new entry's size stands for that of the old one, whose header would have to be read: so does Borg.
      const old = state.index.segmentAt(bucket);
      add(state.compact, old, size);
      add(state.segments, old, -1);
      state.shadowIndex.add(id, old);
    }
    state.index.set(id, this.#segment, offset);
    add(state.segments, this.#segment, 1);
    state.storageQuotaUse += size;
  }

  #applyDelete(id: Uint8Array): void | Promise<void> {
    const { index } = this.#state;
    const bucket = index.find(id);
    if (bucket < 0) return undefined;
    const segment = index.segmentAt(bucket);
    const offset = index.offsetAt(bucket);
    index.delete(id);
    return this.#uncount(id.slice(), segment, offset);
  }

  /** The index may be older than a compaction that removed the segment: then there is nothing to uncount. */
  async #uncount(id: Uint8Array, segment: number, offset: number): Promise<void> {
    if (!(await this.#volume.segments.exists(segment))) return;
    const size = await this.#volume.reader.putSize(segment, offset, id);
    add(this.#state.segments, segment, -1);
    add(this.#state.compact, segment, size);
    this.#state.shadowIndex.add(id, segment);
  }
}
