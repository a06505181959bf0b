import type { Item, ItemChunk } from "@coffer/format/archive";
import type { LoadedArchive } from "../../cache/index.ts";
import { stopIfInterrupted } from "../jobs/index.ts";
import type { ExtractEntry, ItemSelection } from "./extract-options.ts";
import { selectedPath } from "./extract-options.ts";

/** Who follows hard links to items that are not selected. Asked ahead of the entries' turn, in the archive's order. */
export interface LinkFollower {
  /** Hears of each item that is not selected. */
  skip(item: Item): void;
  /** What has to be fetched for a selected item. */
  contentOf(item: Item): readonly ItemChunk[];
}

/** The items that are wanted, in the archive's order. */
export async function* selectEntries(
  archive: LoadedArchive,
  options: ItemSelection & { readonly signal?: AbortSignal | undefined },
  links: LinkFollower | undefined,
): AsyncGenerator<ExtractEntry[], void, undefined> {
  for await (const items of archive.itemBatches()) {
    stopIfInterrupted(options.signal);
    const entries: ExtractEntry[] = [];
    for (const item of items) {
      const path = selectedPath(item, options);
      if (path === undefined) links?.skip(item);
      else entries.push({ item, path, chunks: links?.contentOf(item) ?? item.chunks ?? [] });
    }
    yield entries;
  }
}
