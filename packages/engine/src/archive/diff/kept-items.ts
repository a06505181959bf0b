import { MsgpackReader, MsgpackWriter } from "@coffer/format/bytes";
import type { Item } from "@coffer/format/archive";
import { decodeItem, encodeItem } from "@coffer/format/archive";

/**
 * Items by path in the order of their coming, copied and packed: what is kept costs some hundred bytes an item, and does not
 * keep the memory alive that the item was decoded from.
 *
 * Extended attributes and ACLs are left out: nobody compares them.
 */
export class KeptItems {
  readonly #packed = new Map<string, Uint8Array>();
  readonly #writer = new MsgpackWriter(4096);

  add(item: Item): void {
    this.#writer.reset();
    encodeItem(withoutBulk(item), this.#writer);
    // From Node's pool of small buffers, as most items are small.
    this.#packed.set(item.path, Buffer.from(this.#writer.view()));
  }

  get(path: string): Item | undefined {
    const packed = this.#packed.get(path);
    return packed === undefined ? undefined : decodeItem(new MsgpackReader(packed));
  }

  /** As {@link get}; the item is kept no longer. */
  take(path: string): Item | undefined {
    const item = this.get(path);
    if (item !== undefined) this.#packed.delete(path);
    return item;
  }

  *values(): Generator<Item, void, undefined> {
    for (const packed of this.#packed.values()) yield decodeItem(new MsgpackReader(packed));
  }
}

function withoutBulk(item: Item): Item {
  const { path, mode, uid, gid, user, group, mtime } = item;
  const kept: Item = { path, mode, uid, gid, user, group, mtime };
  if (item.ctime !== undefined) kept.ctime = item.ctime;
  if (item.size !== undefined) kept.size = item.size;
  if (item.chunks !== undefined) kept.chunks = item.chunks;
  if (item.source !== undefined) kept.source = item.source;
  if (item.hardlink_master !== undefined) kept.hardlink_master = item.hardlink_master;
  return kept;
}
