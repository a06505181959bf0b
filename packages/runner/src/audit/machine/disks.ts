import { basename, dirname } from "node:path";
import type { Machine } from "./machine.ts";
import type { Mount } from "./mounts.ts";

/** A device made of others of others: partitions, LVM, LUKS, RAID. */
const DEPTH_MAX = 8;

/**
 * The disks that a file system lies on, by the kernel's names. Where they are not known, as below an overlay, the pool or the file system
 * stands for them: whatever lies there is lost together.
 */
export function diskNames(
  { device, source, type }: Pick<Mount, "device" | "source" | "type">,
  machine: Machine,
): readonly string[] {
  const entry = machine.realPath(`/sys/dev/block/${device}`) ?? entryOfSource(source, machine);
  if (entry !== undefined) return [...new Set(disksOf(entry, machine, 0))].toSorted();
  // each dataset has a number of its own
  return [`${type} ${type === "zfs" ? (source.split("/")[0] ?? source) : device}`];
}

/** File systems with device numbers of their own (Btrfs) still name one of their devices. */
function entryOfSource(source: string, machine: Machine): string | undefined {
  if (!source.startsWith("/dev/")) return undefined;
  const name = basename(machine.realPath(source) ?? source);
  return machine.realPath(`/sys/class/block/${name}`);
}

function disksOf(entry: string, machine: Machine, depth: number): readonly string[] {
  if (depth > DEPTH_MAX) return [];
  const below = machine.names(`${entry}/slaves`);
  if (below.length > 0) {
    return below.flatMap(({ name }) => {
      const real = machine.realPath(`${entry}/slaves/${name}`);
      return real === undefined ? [] : disksOf(real, machine, depth + 1);
    });
  }
  const isPartition = machine.look(`${entry}/partition`) !== undefined;
  return [basename(isPartition ? dirname(entry) : entry)];
}
