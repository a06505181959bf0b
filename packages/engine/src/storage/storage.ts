/** A file or folder below a storage: its name relative to the root, `/` between parts. */
export interface StoredFile {
  readonly name: string;
  readonly isFolder: boolean;
}

/** An append-only file being written (a segment). One writer, calls in turn. */
export interface StorageWriter {
  /** Bytes accepted so far. */
  readonly position: number;
  /**
   * Appends `parts` in order. The buffers may be reused once this resolves. Nothing is durable yet.
   * @throws {StorageError} `code` ENOSPC when the disk is full; the file may hold a part of the bytes.
   */
  write(parts: readonly Uint8Array[]): Promise<void>;
  /** Makes the content so far durable, not the name of the file. */
  sync(): Promise<void>;
  /** Closes; with `sync`, content and name are made durable first (see {@link Storage.settle}). Idempotent. */
  close(options?: { sync?: boolean }): Promise<void>;
}

/**
 * Named files below one root: what a repository needs of a disk or a bucket, and no more.
 *
 * Names are checked on the way in and on the way out: relative, no empty part, no `.` or `..`.
 * Missing files throw {@link StorageError} with code `ENOENT` unless a method says otherwise.
 */
export interface Storage {
  /** How people call the root (an absolute path, a URL); used in messages only. */
  readonly location: string;

  /** Files and folders directly in `folder` (`""` = root), in no order. A missing folder has none. */
  list(folder: string): Promise<StoredFile[]>;
  /** Size in bytes, or `undefined` when there is no such file. */
  size(name: string): Promise<number | undefined>;
  /** The whole file, or the range asked for (short at the end of the file, never padded). */
  read(name: string, offset?: number, length?: number): Promise<Uint8Array>;
  /**
   * Fills `target` from `offset`; resolves to the count of bytes read (less than asked only at the end of file).
   * The hot path of every read: keeps the last few files open.
   */
  readInto(name: string, offset: number, target: Uint8Array): Promise<number>;
  /**
   * As {@link readInto}, without a turn of the event loop; for a few bytes each where thousands are read one after the other.
   * Only backends without latency have it.
   */
  readNow?(name: string, offset: number, target: Uint8Array): number;
  /** Creates or replaces a small file, all or nothing, durable on return. */
  writeAtomic(name: string, data: Uint8Array): Promise<void>;
  /**
   * As {@link writeAtomic}, and overwrites what was there before, as far as the backend can, so that a replaced secret does
   * not stay behind. `warn` hears where that was not possible, in Borg's words.
   */
  replaceSecret(name: string, data: Uint8Array, warn: (message: string) => void): Promise<void>;
  /** Renames inside one folder, replacing the target. Not durable before {@link syncFolder}. */
  rename(source: string, target: string): Promise<void>;
  /** Creates or replaces a file and makes its content durable, not its name. A failure may leave a part of the file. */
  writeSynced(name: string, parts: Iterable<Uint8Array>): Promise<void>;
  /** Makes creations, renames and removals in `folder` durable. */
  syncFolder(folder: string): Promise<void>;
  /** Creates a file that must not exist yet (EEXIST else), its folder too (durable before the file), for appending. */
  createWriter(name: string): Promise<StorageWriter>;
  /**
   * Only backends that complete files behind the caller's back have it: what `close({ sync: true })` has promised holds when this has
   * resolved. @throws What failed first.
   */
  settle?(): Promise<void>;
  /**
   * Whether a file comes into being with all its bytes or not at all, and of several that create it one succeeds. Then a COMMIT may share
   * a file with what it commits.
   */
  readonly createsWhole?: boolean;
  /** Appends text to a file, creating it if need be. Not durable before the next sync of anything later is promised. */
  appendText(name: string, text: string): Promise<void>;
  /** Removes a file. Missing is fine. Where a full disk forbids even that, the file is cut to nothing first. */
  remove(name: string): Promise<void>;
  /** Removes a folder if it is empty; else does nothing. */
  removeFolder(name: string): Promise<void>;
  /** Creates a folder, in one that exists. One that exists is fine. */
  createFolder(name: string): Promise<void>;
  /** Bytes that this user can still write, or `undefined` where there is no such limit. */
  freeSpace(): Promise<number | undefined>;
  /** Removes the root with all that is below it. */
  destroy(): Promise<void>;
  /** Closes files that were kept open for reading. The storage can be used again after that. */
  close(): Promise<void>;
}
