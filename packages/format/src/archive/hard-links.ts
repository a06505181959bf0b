import type { Item } from "./item.ts";

const S_IFMT = 0o170000;
const HARDLINKABLE = new Set([0o100000, 0o060000, 0o020000, 0o010000]);

/** Regular files, devices and FIFOs can be stored as hard links; symlinks and folders cannot. */
export function isHardlinkable(mode: number): boolean {
  return HARDLINKABLE.has(mode & S_IFMT);
}

/** An item that others may be hard links to: hard-linkable, no link itself, and not marked otherwise. */
export function isHardlinkMaster(item: Pick<Item, "mode" | "hardlink_master" | "source">): boolean {
  return item.hardlink_master !== false && item.source === undefined && isHardlinkable(item.mode);
}

/** An item that is a hard link to an earlier one, named by `source`. */
export function isHardlinkSlave(item: Pick<Item, "mode" | "source">): boolean {
  return item.source !== undefined && isHardlinkable(item.mode);
}

/** Size of the content by its chunks; 0 without chunks. */
export function contentSize(item: Pick<Item, "chunks">): number {
  let size = 0;
  for (const chunk of item.chunks ?? []) size += chunk.size;
  return size;
}
