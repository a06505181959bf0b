import type { Item } from "@coffer/format/archive";
import { isHardlinkable, isHardlinkMaster, isHardlinkSlave } from "@coffer/format/archive";
import type { BorgWarning } from "@coffer/format/errors";
import { genericWarning } from "@coffer/format/errors";
import { KeptItems } from "./kept-items.ts";

/** What the archives hold at `path`; of hard links, the items that carry their content. */
export interface ItemPair {
  readonly path: string;
  /** `undefined`: the first archive has nothing there. */
  readonly before: Item | undefined;
  /** `undefined`: the second archive has nothing there. */
  readonly after: Item | undefined;
}

/**
 * Brings the items of two archives together by their paths, as they come: in step, one of each archive at a time.
 *
 * An item without partner is kept until the partner comes; so what is kept grows with how far the archives differ, not with
 * their length. Pairs come out in Borg's order.
 */
export class ItemPairing {
  readonly #warn: (warning: BorgWarning) => void;
  readonly #lonelyBefore = new KeptItems();
  readonly #lonelyAfter = new KeptItems();
  /** Paths of items that others may be hard links to, in either archive. */
  readonly #masters = new Set<string>();
  readonly #mastersBefore = new KeptItems();
  readonly #mastersAfter = new KeptItems();
  /** Pairs whose hard link leads to an item that has not come yet: both sides under the same path, in order. */
  readonly #deferredBefore = new KeptItems();
  readonly #deferredAfter = new KeptItems();

  constructor(warn: (warning: BorgWarning) => void) {
    this.#warn = warn;
  }

  /** Takes the next item of each archive; the longer one goes on alone. Appends the pairs that are complete to `pairs`. */
  step(before: Item | undefined, after: Item | undefined, pairs: ItemPair[]): void {
    if (before !== undefined && after !== undefined && before.path === after.path) {
      this.#meet(before, after, pairs);
      return;
    }
    if (before !== undefined) {
      const partner = this.#lonelyAfter.take(before.path);
      if (partner === undefined) this.#lonelyBefore.add(before);
      else this.#meet(before, partner, pairs);
    }
    if (after !== undefined) {
      const partner = this.#lonelyBefore.take(after.path);
      if (partner === undefined) this.#lonelyAfter.add(after);
      else this.#meet(partner, after, pairs);
    }
  }

  /** All that is left when both archives have ended: what was added, what was removed, and what had to wait. */
  *finish(): Generator<ItemPair, void, undefined> {
    for (const after of this.#lonelyAfter.values()) {
      this.#rememberMasters(undefined, after);
      yield this.#pair(after.path, undefined, after);
    }
    for (const before of this.#lonelyBefore.values()) {
      this.#rememberMasters(before, undefined);
      yield this.#pair(before.path, before, undefined);
    }
    for (const before of this.#deferredBefore.values()) {
      const after = this.#deferredAfter.get(before.path) as Item;
      const lost = [before, after].filter((item) => !this.#knowsMasterOf(item));
      if (lost.length === 0) yield this.#pair(before.path, before, after);
      for (const { path, source } of lost) {
        this.#warn(genericWarning(`cannot find hardlink source for ${path} (${source}), skipping compare.`));
      }
    }
  }

  #meet(before: Item, after: Item, pairs: ItemPair[]): void {
    this.#rememberMasters(before, after);
    if (this.#knowsMasterOf(before) && this.#knowsMasterOf(after)) {
      pairs.push(this.#pair(before.path, before, after));
      return;
    }
    this.#deferredBefore.add(before);
    this.#deferredAfter.add(after);
  }

  #rememberMasters(before: Item | undefined, after: Item | undefined): void {
    const master = [before, after].find((item) => item !== undefined && isHardlinkMaster(item));
    if (master === undefined) return;
    this.#masters.add(master.path);
    if (before !== undefined) this.#mastersBefore.add(before);
    if (after !== undefined) this.#mastersAfter.add(after);
  }

  /** True as well of what is no hard link. */
  #knowsMasterOf(item: Item): boolean {
    return !isHardlinkSlave(item) || this.#masters.has(item.source ?? "");
  }

  #pair(path: string, before: Item | undefined, after: Item | undefined): ItemPair {
    return {
      path,
      before: this.#contentOf(before, this.#mastersBefore),
      after: this.#contentOf(after, this.#mastersAfter),
    };
  }

  #contentOf(item: Item | undefined, masters: KeptItems): Item | undefined {
    if (item?.source === undefined || !isHardlinkable(item.mode) || !this.#masters.has(item.source)) return item;
    return masters.get(item.source);
  }
}
