import { isHardlinkMaster, isHardlinkSlave } from "@coffer/format/archive";
import type { Item } from "@coffer/format/archive";
import type { FileStat } from "../../platform/index.ts";

/** Which inodes the hard links of an archive were restored to. */
export class LinkGroups {
  /** By the path of the item that the others name. */
  readonly #inodes = new Map<string, string>();

  /** Notes a restored item. @returns False if it is not the same file as the links of its kind before it. */
  isConsistent(item: Item, { dev, ino }: FileStat): boolean {
    const master = isHardlinkSlave(item) ? item.source : isHardlinkMaster(item) ? item.path : undefined;
    if (master === undefined) return true;
    const inode = `${dev}:${ino}`;
    const known = this.#inodes.get(master);
    if (known === undefined) this.#inodes.set(master, inode);
    return known === undefined || known === inode;
  }
}
