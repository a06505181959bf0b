import type { Item } from "@coffer/format/archive";
import type { ContentEntry, WantedChunk } from "../contents/index.ts";

/** An item on its way into the new archive, or past it. */
export interface RewriteEntry extends ContentEntry {
  readonly item: Item;
  /** False: it stays behind. */
  readonly isTaken: boolean;
  /** What has to be fetched of its content; empty where nothing of it changes. */
  readonly chunks: readonly WantedChunk[];
  /** For each of them, its place among the item's chunks. */
  readonly places: readonly number[];
}

/** An entry of whose content nothing is fetched. */
export function plainEntry(item: Item, isTaken: boolean): RewriteEntry {
  return { item, isTaken, chunks: [], places: [] };
}
