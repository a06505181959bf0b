import { contentSize } from "@coffer/format/archive";
import type { Item } from "@coffer/format/archive";
import { encodedLength } from "@coffer/format/bytes";
import { accounts, isSymlink } from "../../platform/index.ts";
import type { MountView } from "./mount-view.ts";
import type { NodeFacts } from "./node-table.ts";

const UINT32_MAX = 0xffff_ffff;
const PERMISSION_BITS = 0o7777;

/** Turns items into what a mount shows of them: owners of this system, permissions less the mount's umask. */
export class FactsMaker {
  readonly #view: MountView;
  readonly #self = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

  constructor(view: MountView) {
    this.#view = view;
  }

  /** @param place Of the item, see `ItemStore`. */
  ofItem(item: Item, place: number): NodeFacts {
    const { numericIds, umask, uid, gid } = this.#view;
    return {
      mode: item.mode & ~(umask & PERMISSION_BITS),
      uid: uid ?? ownerOf(numericIds ? undefined : named(item.user, "userId"), item.uid, this.#self.uid),
      gid: gid ?? ownerOf(numericIds ? undefined : named(item.group, "groupId"), item.gid, this.#self.gid),
      // the kernel's encoding is the lower half of the one of user space
      rdev: (item.rdev ?? 0) >>> 0,
      size: sizeOf(item),
      mtime: item.mtime,
      atime: item.atime ?? item.mtime,
      ctime: item.ctime ?? item.mtime,
      place,
    };
  }

  /** A folder that no item describes. @param mtime Nanoseconds since 1970. */
  ofFolder(mtime: bigint): NodeFacts {
    const { umask, uid, gid } = this.#view;
    return {
      mode: 0o40755 & ~(umask & PERMISSION_BITS),
      uid: uid ?? this.#self.uid,
      gid: gid ?? this.#self.gid,
      rdev: 0,
      size: 0,
      mtime,
      atime: mtime,
      ctime: mtime,
      place: -1,
    };
  }
}

function named(name: string | null, find: "userId" | "groupId"): number | undefined {
  return name === null ? undefined : accounts[find](name);
}

function ownerOf(known: number | undefined, stored: number, fallback: number): number {
  const id = known ?? stored;
  return id < 0 || id > UINT32_MAX ? fallback : id;
}

function sizeOf(item: Item): number {
  const size = item.size ?? (isSymlink(item.mode) ? encodedLength(item.source ?? "") : contentSize(item));
  return Math.max(0, size);
}
