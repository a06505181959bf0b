/** A file below a storage: its name relative to the root, `/` between parts, and its size in bytes. */
export interface StoredFile {
  readonly name: string;
  readonly size: number;
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
  /** Makes all bytes so far durable, and the name of the file with them. */
  sync(): Promise<void>;
  /** Closes; with `sync`, durable first. Idempotent. */
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

  /** Files and folders directly in `folder` (`""` = root). A missing folder has none. Folders have `size: -1`. */
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
   * Creates or replaces a small file, all or nothing, durable on return (temp file, fsync, rename, fsync of the folder).
   * With `sync: "deferred"` only the content is durable; {@link syncFolder} makes the names so.
   */
  writeAtomic(name: string, data: Uint8Array | AsyncIterable<Uint8Array>): Promise<void>;
  /** Renames inside one folder, replacing the target. Not durable before {@link syncFolder}. */
  rename(source: string, target: string): Promise<void>;
  /** Writes a file and makes its content durable, not its name. */
  writeSynced(name: string, parts: Iterable<Uint8Array>): Promise<void>;
  /** Makes creations, renames and removals in `folder` durable. */
  syncFolder(folder: string): Promise<void>;
  /** Creates a file that must not exist yet (EEXIST else), its folder too, for appending. */
  createWriter(name: string): Promise<StorageWriter>;
  /** Appends a line to a text file, durable on return. */
  appendText(name: string, text: string): Promise<void>;
  /** Removes a file. Missing is fine. */
  remove(name: string): Promise<void>;
  /** Cuts a file to `size` bytes. */
  truncate(name: string, size: number): Promise<void>;
  createFolder(name: string): Promise<void>;
  /** Removes a folder if it is empty; else does nothing. */
  removeFolder(name: string): Promise<void>;
  /** Bytes that this user can still write, or `undefined` where there is no such limit. */
  freeSpace(): Promise<number | undefined>;
  close(): Promise<void>;
}
