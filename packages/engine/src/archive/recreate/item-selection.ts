import type { Item, ItemChunk } from "@coffer/format/archive";
import { isHardlinkable, isHardlinkMaster } from "@coffer/format/archive";
import type { PatternMatcher } from "@coffer/format/patterns";

/** The content of an item that stays behind, for the first hard link to it that goes over. */
interface LeftContent {
  readonly chunks: ItemChunk[] | undefined;
  readonly chunks_healthy: ItemChunk[] | undefined;
  /** Path of the item that took the content. */
  movedTo: string | undefined;
}

/** Decides which items go into the new archive, in the order of the old one. */
export class ItemSelection {
  readonly #matcher: PatternMatcher;
  readonly #left = new Map<string, LeftContent>();

  constructor(matcher: PatternMatcher) {
    this.#matcher = matcher;
  }

  /**
   * Whether the item goes over. A hard link whose master stays behind is changed: the first one takes the content, further ones
   * become links to that.
   */
  takes(item: Item): boolean {
    if (!this.#matcher.match(item.path)) {
      if (isHardlinkMaster(item)) this.#leave(item);
      return false;
    }
    const left = item.source === undefined || !isHardlinkable(item.mode) ? undefined : this.#left.get(item.source);
    if (left !== undefined) moveContent(left, item);
    return true;
  }

  #leave(item: Item): void {
    const { path, chunks, chunks_healthy } = item;
    this.#left.set(path, {
      chunks: chunks?.map(copyChunk),
      chunks_healthy: chunks_healthy?.map(copyChunk),
      movedTo: undefined,
    });
  }
}

function moveContent(left: LeftContent, item: Item): void {
  if (left.movedTo !== undefined) {
    item.source = left.movedTo;
    return;
  }
  left.movedTo = item.path;
  delete item.source;
  if (left.chunks !== undefined) item.chunks = left.chunks;
  if (left.chunks_healthy !== undefined) item.chunks_healthy = left.chunks_healthy;
}

/** An item's ids are views of memory that is better not kept. */
function copyChunk({ id, size, csize }: ItemChunk): ItemChunk {
  return { id: id.slice(), size, csize };
}
