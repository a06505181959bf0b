import type { Machine } from "./machine.ts";
import { isBelow } from "./paths.ts";

/** A mounted file system. */
export interface Mount {
  readonly mountPoint: string;
  /** `ext4`, `nfs4`. */
  readonly type: string;
  /** What is mounted: a device, `server:/folder`, a dataset. */
  readonly source: string;
  /** Numbers of the device, `8:1`: equal for equal file systems. */
  readonly device: string;
  /** The folder of that file system which is seen here; `/` for all of it. */
  readonly folder: string;
}

/** What is mounted, in the order in which it was. None where the kernel does not tell. */
export function readMounts(machine: Machine): readonly Mount[] {
  const text = machine.readText("/proc/self/mountinfo") ?? "";
  return text.split("\n").flatMap((line) => mountIn(line) ?? []);
}

/** The file system that a path lies on; undefined if nothing is known. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  let found: Mount | undefined;
  for (const mount of mounts) {
    // of two at one place, the later one hides the other
    if (isBelow(path, mount.mountPoint) && mount.mountPoint.length >= (found?.mountPoint.length ?? 0)) found = mount;
  }
  return found;
}

/** A line: id, parent, device, folder, mount point, options, optional fields, `-`, type, source, options. */
function mountIn(line: string): Mount | undefined {
  const fields = line.split(" ");
  const [, , device = "", folder = "", mountPoint = ""] = fields;
  const [type, source] = fields.slice(fields.indexOf("-", 6) + 1);
  if (mountPoint === "" || type === undefined || source === undefined) return undefined;
  return { device, type, folder: plain(folder), mountPoint: plain(mountPoint), source: plain(source) };
}

/** Blanks, line breaks and backslashes stand there as octal numbers. */
function plain(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 8)));
}
