import { isBelow, type Machine, type Mount } from "../machine/index.ts";
import { NETWORK_TYPES } from "../repository-place.ts";
import type { Place } from "./place.ts";
import { holdsFiles } from "./well-known-places.ts";

/** File systems on disks; others are the kernel's, memory, or read-only images. */
const DISK_TYPES: ReadonlySet<string> = new Set([
  ...["ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "reiserfs", "bcachefs", "nilfs2"],
  ...["vfat", "exfat", "ntfs", "ntfs3", "fuseblk", "fuse.mergerfs", "fuse.mfs"],
]);

/** What comes with the system, or what it can do without. */
const OF_THE_SYSTEM = [
  "/boot",
  "/usr",
  "/tmp",
  "/var/tmp",
  "/var/cache",
  "/var/log",
  "/snap",
  "/run",
  "/proc",
  "/sys",
  "/dev",
];

/** Mounted file systems that hold files. Those of networks are another machine's to back up. */
export function mountedPlaces(mounts: readonly Mount[], machine: Machine): readonly Place[] {
  return mounts
    .filter(({ mountPoint }) => mountPoint !== "/" && !OF_THE_SYSTEM.some((folder) => isBelow(mountPoint, folder)))
    .filter(({ type }) => DISK_TYPES.has(type) || NETWORK_TYPES.has(type))
    .filter(({ mountPoint }) => holdsFiles(mountPoint, machine))
    .map(({ mountPoint, type, source }) => ({
      path: mountPoint,
      what: `mounted file system (${type}, ${source})`,
      severity: NETWORK_TYPES.has(type) ? "info" : "warning",
    }));
}
