/** Where and how large one object is; sizes are of the stored object (`csize`), header not counted. */
export interface ObjectRequest {
  readonly id: Uint8Array;
  /** Stored size if the caller knows it (an item's `csize`); lets neighbours be read in one go. Checked, never trusted. */
  readonly csize?: number;
}

export interface GetEntriesOptions {
  /** Gives the memory for the entries; one call may serve several. Default: new arrays. */
  readonly allocate?: (size: number) => Uint8Array;
  /** False: the CRC of header and data is left to the caller. Default: true. */
  readonly verifyCrc?: boolean;
  /** What to do about ids that the index does not have. Default: throw. */
  readonly missing?: "throw" | "undefined";
}

export interface CheckOptions {
  readonly repair?: boolean;
  /** Stop after the segment in which this time is over, and go on there the next time. 0 or absent: check all. */
  readonly maxDurationSeconds?: number;
  /** Takes over the verification of whole segments; several at a time. */
  readonly verifier?: SegmentVerifier | undefined;
  /** Ends a check that mends nothing, with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Verifies segment files of a local disk somewhere else, e.g. on other threads. */
export interface SegmentVerifier {
  /** How many segments to have under way. */
  readonly ahead: number;
  /**
   * @param path Of the file, absolute.
   * @returns What is wrong with it first, in Borg's words; `fault: undefined` if nothing is; `undefined` if that could not be
   *   found out, or is not worth the effort.
   */
  verify(path: string, segment: number): Promise<{ readonly fault: string | undefined } | undefined>;
}

export interface CommitOptions {
  /** Rewrite sparse segments (only `compact` does). */
  readonly compact?: boolean;
  /** Ratio of freeable bytes above which a segment is rewritten; default 0.1. */
  readonly threshold?: number;
  readonly cleanupCommits?: boolean;
}

/**
 * A transactional store of opaque objects under 32-byte ids.
 *
 * The first `put` or `delete` begins a transaction (and needs the exclusive lock); `commit` makes it durable as a whole,
 * `rollback` or the death of the process leaves the state of the last commit. One caller at a time; within a caller,
 * calls need not be awaited in turn: order of calls is order in the log.
 *
 * Knows nothing of encryption and archives. Implemented by `LocalRepository` and `RemoteRepository`; one conformance suite
 * holds both to this text.
 */
export interface Repository {
  /** 32 bytes. */
  readonly id: Uint8Array;
  /** Canonical location, as Borg's security directory keeps it (absolute path, or ssh:// URL). */
  readonly location: string;
  /** False: entries that are read with `verifyCrc: false` have no CRC. Whoever has the log has verified it. */
  readonly hasEntryCrcs: boolean;

  /** Count of objects. */
  size(): Promise<number>;
  has(id: Uint8Array): Promise<boolean>;
  /**
   * The stored object. @throws {ObjectNotFound} @throws {IntegrityError} If the entry's CRC or header is wrong.
   */
  get(id: Uint8Array): Promise<Uint8Array>;
  /**
   * Log entries (41-byte header followed by the object), in the order asked for. Neighbours in the log are read together.
   * The memory is taken by `allocate` (default: new arrays), one or more objects a piece. Headers are verified (tag, id,
   * size bounds); with `verifyCrc: false` the CRC of header and data is left to the caller.
   *
   * @throws {ObjectNotFound} for the first missing one, unless `missing: "undefined"`.
   */
  getEntries(requests: readonly ObjectRequest[], options?: GetEntriesOptions): Promise<(Uint8Array | undefined)[]>;

  /**
   * Stores `data` under `id`, replacing what was there. `data` may be reused once this has resolved (or returned void).
   * A call that fails spoils the next commit, unless it threw at once.
   *
   * @throws {IntegrityError} If `data` is longer than 20,971,479 bytes; the transaction goes on.
   * @throws {StorageQuotaExceeded} @throws {StorageError} @throws {LockTimeout} The transaction is lost.
   */
  put(id: Uint8Array, data: Uint8Array): void | Promise<void>;
  /**
   * As {@link put}, for a finished log entry (CRC, size, tag, id, data) made by a worker. The entry is stored as given.
   * Returns void when the bytes were copied or written already.
   */
  putEntry(id: Uint8Array, entry: Uint8Array): void | Promise<void>;
  /** @throws {ObjectNotFound} */
  delete(id: Uint8Array): Promise<void>;
  /** Ids in index order after `marker`. */
  list(limit?: number, marker?: Uint8Array): Promise<Uint8Array[]>;
  /** Ids in log order after `marker`'s place. */
  scan(limit: number, marker?: Uint8Array): Promise<Uint8Array[]>;
  /** As {@link scan}, with the stored sizes where they are known: made for {@link getEntries}. */
  scanObjects(limit: number, marker?: Uint8Array): Promise<ObjectRequest[]>;

  /**
   * Completes the files of the transaction under way without committing it, for a user who copies the files meanwhile. What comes
   * next goes into new ones.
   */
  closeSegment(): Promise<void>;
  /** Whether a commit before long would be of use: a longer transaction could not be repeated, should the connection be lost. */
  readonly wantsCommit: boolean;
  commit(options?: CommitOptions): Promise<void>;
  rollback(): Promise<void>;

  /** Text of the repokey, or `undefined`. */
  loadKey(): Promise<string | undefined>;
  saveKey(text: string): Promise<void>;
  /** Next free nonce as the repository knows it, or `undefined`. */
  getFreeNonce(): Promise<bigint | undefined>;
  /** Takes none if the repository is open without a lock. @throws If the stored nonce is not `startNonce` any more; nothing was written. */
  commitNonceReservation(nextUnreserved: bigint, startNonce: bigint | undefined): Promise<void>;

  /** Verifies (and with `repair` mends) log and index. @returns False if errors were found and not repaired. */
  check(options: CheckOptions): Promise<boolean>;
  /** Removes the locks of the repository, whoever holds them. For when no process works on it, on any machine. */
  breakLock(): Promise<void>;
  /** Deletes the repository. */
  destroy(): Promise<void>;
  /** Releases locks. Uncommitted changes are gone. */
  close(): Promise<void>;
}
