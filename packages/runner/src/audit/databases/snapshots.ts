import type { Configuration } from "../../config/index.ts";
import { type Mount, mountOf } from "../machine/index.ts";

/** The option whose snapshots hold a path still while it is read; undefined if none does. */
export function snapshotOf(
  path: string,
  { btrfs, zfs, lvm }: Configuration,
  mounts: readonly Mount[],
): "btrfs" | "zfs" | "lvm" | undefined {
  const mount = mountOf(path, mounts);
  if (btrfs !== undefined && mount?.type === "btrfs") return "btrfs";
  if (zfs !== undefined && mount?.type === "zfs") return "zfs";
  return lvm !== undefined && mount?.source.startsWith("/dev/mapper/") === true ? "lvm" : undefined;
}
