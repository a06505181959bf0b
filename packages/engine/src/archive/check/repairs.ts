import type { Manifest } from "@coffer/format/manifest";
import type { ChunkListChange } from "./file-chunks.ts";
import type { ItemOutline } from "./item-outline.ts";

/**
 * What is done about findings. A check without `--repair` has none: it only says what would be done.
 *
 * Everything is written to the repository's open transaction; {@link finish} commits it. Until then an interruption leaves
 * the repository as it was.
 */
export interface Repairs {
  /** Bytes that `content` takes in the repository. */
  storedSizeOf(content: Uint8Array): number;
  /** Stores a new object with the next {@link drain}. `content` may change afterwards. */
  store(id: Uint8Array, content: Uint8Array): void;
  /** Waits until what was handed over is in the repository's log. */
  drain(): Promise<void>;
  /** Deletes objects whose content is not what it should be, after a second look at them. */
  deleteDefects(ids: readonly Uint8Array[]): Promise<void>;
  /** Begins to write the item stream of an archive anew. */
  beginItems(): void;
  /**
   * Appends an item: packed as it was, or with other chunk lists.
   * @throws {MsgpackError} If it has to be changed and cannot be read.
   */
  addItem(packed: Uint8Array, outline: ItemOutline, change: ChunkListChange | undefined): void;
  /** Stores what is left of the item stream. @returns Ids of its chunks. */
  endItems(): Promise<readonly Uint8Array[]>;
  /** Deletes objects. */
  deleteObjects(ids: readonly Uint8Array[]): Promise<void>;
  /** Writes the manifest and commits: durable on return. */
  finish(manifest: Manifest): Promise<void>;
}
