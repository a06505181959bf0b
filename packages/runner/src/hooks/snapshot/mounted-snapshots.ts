import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync } from "node:fs";
import { join, normalize } from "node:path";
import type { DataSourceContext } from "../data-source/data-source-hook.ts";
import { removeTree } from "../../system/index.ts";
import { runFolders } from "../data-source/run-folders.ts";
import { snapshotCommand } from "./snapshot-command.ts";

/** Bytes of the hash that keeps the snapshots of a volume and of one mounted below it apart. */
const HASH_LENGTH = 10;

/** Where the snapshot of a volume is mounted, and the folder below which it has the volume's paths. */
export interface MountPlace {
  readonly base: string;
  readonly path: string;
}

/**
 * Makes the folder that the snapshot of a volume is to be mounted at.
 *
 * @param kind Name of the folder of all snapshots of one kind: `zfs_snapshots`.
 */
export function makeMountPlace(kind: string, mountPoint: string, { runtimeDirectory }: DataSourceContext): MountPlace {
  const hash = createHash("shake256", { outputLength: HASH_LENGTH }).update(mountPoint).digest("hex");
  const base = join(normalize(runtimeDirectory), kind, hash);
  const path = join(base, mountPoint);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return { base, path };
}

/** Unmounts what this run and dead ones have mounted, and removes the folders. What cannot be unmounted is warned of and left alone. */
export async function unmountSnapshots(kind: string, umountCommand: string, context: DataSourceContext): Promise<void> {
  for (const runFolder of await runFolders(context.runtimeDirectory, context.system.nowMs())) {
    const folder = join(runFolder, kind);
    for (const path of mountsBelow(folder)) {
      await snapshotCommand(umountCommand, [path], context).catch((error: unknown) => {
        context.log.warning(`Snapshot at ${path} cannot be unmounted: ${String(error)}`);
      });
    }
    await removeTree(folder);
  }
}

/** The topmost mount points below a folder: there the device changes. */
function mountsBelow(folder: string): readonly string[] {
  const own = lstatSync(folder, { throwIfNoEntry: false });
  if (own === undefined || !own.isDirectory()) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined || !found.isDirectory()) return [];
    return found.dev === own.dev ? mountsBelow(path) : [path];
  });
}
