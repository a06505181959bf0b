import type { Item } from "@coffer/format/archive";
import { stripComponents } from "@coffer/format/archive";
import type { BorgError } from "@coffer/format/errors";
import type { ContentSink, WantedChunk } from "../contents/index.ts";
import type { RestoreOptions } from "../restore/index.ts";

/** Which items of an archive are read, and under which names. */
export interface ItemSelection {
  /** Which items, by their paths in the archive; default all. */
  readonly matches?: ((path: string) => boolean) | undefined;
  readonly stripComponents?: number;
  readonly considerPartFiles?: boolean;
}

export interface ExtractArchiveOptions extends RestoreOptions, ItemSelection {
  /** Absolute path of the folder to restore into. */
  readonly target: string;
  /** Leave holes where chunks are all zeros. */
  readonly sparse?: boolean;
  /** Read and verify everything, write nothing. */
  readonly dryRun?: boolean;
  /** Takes all contents, one file after the other, instead of the disk. The bytes are good until it has resolved. */
  readonly stdout?: ((bytes: Uint8Array) => void | Promise<void>) | undefined;
  /** Told each item's path before its turn. */
  readonly visit?: ((path: string) => void) | undefined;
  /** Told of each damaged or missing chunk that a restored file has: the file stays unfinished, and the next has its turn. */
  readonly onDamage?: ((path: string, error: BorgError) => void) | undefined;
  /** Ends the command with an error at the next item. */
  readonly signal?: AbortSignal | undefined;
}

/** An item on its way: where its content comes from, and what it is called in the target. */
export interface ExtractEntry {
  readonly item: Item;
  readonly chunks: readonly WantedChunk[];
  readonly path: string;
}

/** What is done with each entry. */
export type ExtractSink = ContentSink<ExtractEntry>;

/** Path in the target; `undefined` where the item is not wanted, or nothing of its path is left. */
export function selectedPath(item: Item, selection: ItemSelection): string | undefined {
  if (item.part !== undefined && selection.considerPartFiles !== true) return undefined;
  if (selection.matches !== undefined && !selection.matches(item.path)) return undefined;
  const count = selection.stripComponents ?? 0;
  const path = count === 0 ? item.path : stripComponents(item.path, count);
  return path === "" ? undefined : path;
}
