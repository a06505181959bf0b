import type { ChunkIndex } from "@coffer/format/hashindex";
import type { FilesCache, FilesCacheMode } from "./files/index.ts";
import type { Pre12Meta } from "./pre12-meta.ts";

/** Sizes of one chunk, in bytes. */
export interface ChunkSizes {
  /** Of the plaintext. */
  readonly size: number;
  /** Of the stored object, envelope included. */
  readonly csize: number;
}

/** What is left of a chunk after a reference was dropped. */
export interface DroppedReference extends ChunkSizes {
  /** 0: the chunk is not in the index any more, and the caller must delete the object. */
  readonly refcount: number;
}

/**
 * What this client knows of a repository's chunks, and of the files that it backed up.
 *
 * Changes are made inside a transaction: {@link begin}, then any of `add`, `increment`, `decrement`, then {@link commit}
 * *after* the repository's commit. A cache that was closed or killed in between is as before the `begin`; it then no longer
 * fits the repository's manifest and is brought up to date by the next opening.
 */
export interface Cache {
  /** True for the cache of `--no-cache-sync`, which knows no counts and no files and leaves nothing on disk. */
  readonly isAdHoc: boolean;
  /** The cache's folder (of a local cache that may not exist, if this one is ad hoc). */
  readonly folder: string;
  readonly chunks: ChunkIndex;
  /** Known files; `undefined` where the mode is `d`. */
  readonly files: FilesCache | undefined;
  readonly filesCacheMode: FilesCacheMode;
  /** Statistics of archives that do not carry their own, by archive id in hex. Kept on disk by {@link close}. */
  readonly pre12Meta: Map<string, Pre12Meta>;

  /** Begins a transaction; does nothing inside one. */
  begin(): Promise<void>;
  /** References to the chunk; 0 if it is not in the repository. `size`, if given, must be that of the known chunk. */
  refcount(id: Uint8Array, size?: number): number;
  /** Counts the first reference to a chunk that was just stored, or one more (and its new sizes) if it was known. */
  add(id: Uint8Array, size: number, csize: number): void;
  /**
   * Counts one more reference to a known chunk. `size` is needed where the cache is ad hoc.
   * @throws {ChunksIndexError} If the chunk is not known.
   */
  increment(id: Uint8Array, size?: number): ChunkSizes;
  /**
   * Drops one reference.
   * @throws {ChunksIndexError} If the chunk is not known.
   */
  decrement(id: Uint8Array): DroppedReference;
  /** Writes the cache for the manifest as it is now, and the security folder; durable on return. */
  commit(): Promise<void>;
  /** Releases the lock. What was not committed is lost. */
  close(): Promise<void>;
}
