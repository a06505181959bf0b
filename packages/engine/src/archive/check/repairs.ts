import type { ItemOutline } from "./item-outline.ts";
import type { ChunkListChange } from "./file-chunks.ts";

/**
 * What is done about findings. A check without `--repair` has none: it only says what would be done.
 *
 * Everything is written to the repository's open transaction; {@link finish} commits it.
 */
export interface Repairs {
  /** Bytes that `content` will take in the repository once it is stored. */
  storedSizeOf(content: Uint8Array): number;
  /** Stores a new object soon, see {@link drain}. `content` must stay as it is until then. */
  store(id: Uint8Array, content: Uint8Array): void;
  /** Waits until what was handed to {@link store} and {@link addItem} is in the repository's log. */
  drain(): Promise<void>;
  /** Removes objects whose content is not what it should be, after a second look at them. */
  deleteDefects(ids: readonly Uint8Array[]): Promise<void>;
  /** Begins to write the item stream of an archive anew. */
  beginArchive(): void;
  /** Appends an item: packed as it was, or with other chunk lists. */
  addItem(packed: Uint8Array, outline: ItemOutline, change: ChunkListChange | undefined): void;
  /** Stores what is left of the item stream. @returns Ids of its chunks. */
  endItems(): Promise<readonly Uint8Array[]>;
  /** Deletes the objects that no archive needs. */
  deleteUnused(ids: readonly Uint8Array[]): Promise<void>;
  /** Writes the manifest and commits: durable on return. */
  finish(): Promise<void>;
}
