import { COMMIT_ENTRY, PUT_HEADER_SIZE, ShadowIndex } from "@coffer/format/segment";
import type { Hints } from "@coffer/format/segment";
import { RepositoryIndex } from "@coffer/format/hashindex";

/**
 * Index and hints of a transaction, and the rules by which log entries change them.
 *
 * The maps' order of insertion is their order on disk.
 *
 * @see docs/formats/hints.md, "Bookkeeping".
 */
export class TransactionState {
  readonly index: RepositoryIndex;
  /** Segment to the number of its current PUTs. */
  readonly segments: Map<number, number>;
  /** Segment to freeable bytes. */
  readonly compact: Map<number, number>;
  readonly shadowIndex: ShadowIndex;
  /** Bytes of all PUT entries in the log, current or not. */
  storageQuotaUse: number;

  constructor(index: RepositoryIndex, hints?: Hints) {
    this.index = index;
    this.segments = hints?.segments ?? new Map();
    this.compact = hints?.compact ?? new Map();
    this.shadowIndex = hints?.shadow_index ?? new ShadowIndex();
    this.storageQuotaUse = hints?.storage_quota_use ?? 0;
  }

  /** @param expected Objects that will be recorded, about. */
  static empty(expected = 0): TransactionState {
    return new TransactionState(RepositoryIndex.withUsable(expected));
  }

  /** What the hints say of it; shares the maps. */
  hints(): Omit<Hints, "version"> {
    const { segments, compact, storageQuotaUse, shadowIndex } = this;
    return { segments, compact, storage_quota_use: storageQuotaUse, shadow_index: shadowIndex };
  }

  /** `id` was stored in an entry of `size` bytes; what was there before has been {@link recordSuperseded superseded}. */
  recordPut(id: Uint8Array, segment: number, offset: number, size: number): void {
    this.storageQuotaUse += size;
    add(this.segments, segment, 1);
    this.index.set(id, segment, offset);
  }

  /** The PUT of `id` in `segment`, an entry of `size` bytes, is not current any more. The index is the caller's. */
  recordSuperseded(id: Uint8Array, segment: number, size: number): void {
    this.shadowIndex.add(id, segment);
    add(this.segments, segment, -1);
    add(this.compact, segment, size);
  }

  /** A DELETE was written to `segment`. */
  recordDelete(segment: number): void {
    add(this.compact, segment, PUT_HEADER_SIZE);
    add(this.segments, segment, 0);
  }

  /** A COMMIT was written to `segment`. */
  recordCommit(segment: number): void {
    add(this.segments, segment, 0);
    add(this.compact, segment, COMMIT_ENTRY.length);
  }
}

/** Adds to the number under `key`, which begins as 0. */
export function add(numbers: Map<number, number>, key: number, by: number): void {
  numbers.set(key, (numbers.get(key) ?? 0) + by);
}
