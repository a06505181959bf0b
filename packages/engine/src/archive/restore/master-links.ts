import { isHardlinkMaster, isHardlinkSlave } from "@coffer/format/archive";
import type { Item, ItemChunk } from "@coffer/format/archive";

interface Master {
  /** Content, for the first link that is restored in the master's place. */
  chunks: readonly ItemChunk[] | undefined;
  isPromised: boolean;
  /** Path of the item that was restored in the master's place; further links lead there. */
  path: string | undefined;
}

/** What a hard link needs: to be made like the first of its kind, or a link to an item that is there already. */
export type LinkPlan = { readonly kind: "restore" } | { readonly kind: "link"; readonly path: string | undefined };

/**
 * Hard links of which the first is not extracted: its content comes with the first one that is.
 */
export class MasterLinks {
  readonly #masters = new Map<string, Master>();
  /** Links that got the content promised. */
  readonly #heirs = new WeakSet<Item>();

  /** Notes an item that will not be extracted. */
  skip(item: Item): void {
    if (!isHardlinkMaster(item)) return;
    this.#masters.set(item.path, { chunks: item.chunks, isPromised: false, path: undefined });
  }

  /**
   * Chunks that have to be fetched for an item; empty for what has no content or will be a link.
   *
   * Ask for each item that is extracted, once, in the archive's order: the first link of a skipped master gets its chunks.
   */
  contentOf(item: Item): readonly ItemChunk[] {
    const master = isHardlinkSlave(item) ? this.#masters.get(item.source ?? "") : undefined;
    if (master === undefined) return isHardlinkSlave(item) ? [] : (item.chunks ?? []);
    if (master.isPromised) return [];
    master.isPromised = true;
    this.#heirs.add(item);
    return master.chunks ?? [];
  }

  /** What to do with a hard link. `path` is `undefined` where the master itself was extracted. */
  planFor(item: Item): LinkPlan {
    const master = this.#masters.get(item.source ?? "");
    if (master === undefined) return { kind: "link", path: undefined };
    if (master.path !== undefined) return { kind: "link", path: master.path };
    if (!this.#heirs.has(item)) this.contentOf(item);
    return this.#heirs.has(item) ? { kind: "restore" } : { kind: "link", path: undefined };
  }

  /** Notes that an item was restored at `path` in the place of its skipped master. */
  restored(item: Item, path: string): void {
    const master = this.#masters.get(item.source ?? "");
    if (master !== undefined) master.path = path;
  }
}
