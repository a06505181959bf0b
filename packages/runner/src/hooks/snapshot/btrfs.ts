import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DataSourceContext, DataSourceHook, DumpPlan } from "../data-source/data-source-hook.ts";
import { removeTree } from "../../system/index.ts";
import type { SourcePattern } from "../data-source/source-pattern.ts";
import { snapshotCommand } from "./snapshot-command.ts";
import { isOver } from "./snapshot-name.ts";
import { pointToSnapshot } from "./snapshot-patterns.ts";
import { absolutePath, type ChosenVolume, chooseVolumes, type Volume } from "./volume.ts";

/** The folder inside a subvolume that holds its snapshot, up to the id of the process. */
const FOLDER_PREFIX = ".borgmatic-snapshot";
/** Such a folder; newer borgmatics leave the id out. */
const FOLDER = /^\.borgmatic-snapshot(?:-(\d+))?$/;
/** The root of each subvolume has this inode number; of other file systems, an ordinary folder may. */
const SUBVOLUME_INODE = 256;

/** Backs up Btrfs subvolumes from read-only snapshots inside of them. */
export const btrfs: DataSourceHook = {
  name: "btrfs",

  async removeLeftovers(context: DataSourceContext, patterns: readonly SourcePattern[]): Promise<void> {
    const { configuration, log, dryRun } = context;
    if (configuration.btrfs === undefined || dryRun) return;
    const { btrfs_command = "btrfs" } = configuration.btrfs ?? {};
    const chosen = await chooseSubvolumes(btrfs_command, patterns, context).catch((error: unknown) => {
      log.debug(`Cannot look for Btrfs snapshots: ${String(error)}`);
      return [];
    });
    // inner subvolumes go before those around them
    for (const { volume } of chosen.toReversed()) await removeSnapshots(btrfs_command, volume, context);
  },

  async dump(context: DataSourceContext, patterns: readonly SourcePattern[]): Promise<DumpPlan> {
    const { configuration, log, dryRun } = context;
    const { btrfs_command = "btrfs", findmnt_command } = configuration.btrfs ?? {};
    log.info(`Snapshotting Btrfs subvolumes${dryRun ? " (dry run; not actually snapshotting anything)" : ""}`);
    if (findmnt_command !== undefined) log.warning("findmnt_command of btrfs is deprecated, and not used any more");
    const chosen = await chooseSubvolumes(btrfs_command, patterns, context);
    if (chosen.length === 0) log.warning("No Btrfs subvolumes found to snapshot");
    if (dryRun) return { patterns, streams: [] };
    let all = patterns;
    for (const { volume, patterns: contained } of chosen) {
      const name = `${FOLDER_PREFIX}-${process.pid}`;
      const base = join(volume.mountPoint, name);
      const snapshot = join(base, volume.mountPoint);
      mkdirSync(dirname(snapshot), { recursive: true, mode: 0o700 });
      await snapshotCommand(btrfs_command, ["subvolume", "snapshot", "-r", volume.mountPoint, snapshot], context);
      // the snapshot sees the folder that it lies in, empty
      const shadow: SourcePattern = { type: "!", style: "fm", path: join(snapshot, name), origin: "hook" };
      all = [shadow, ...pointToSnapshot(all, contained, base, context)];
    }
    return { patterns: all, streams: [] };
  },
};

async function removeSnapshots(command: string, { mountPoint }: Volume, context: DataSourceContext): Promise<void> {
  for (const name of readdirSync(mountPoint)) {
    const match = FOLDER.exec(name);
    if (match === null || (match[1] !== undefined && !isOver(Number(match[1])))) continue;
    const folder = join(mountPoint, name);
    const snapshot = join(folder, mountPoint);
    if (existsSync(snapshot)) await snapshotCommand(command, ["subvolume", "delete", snapshot], context);
    await removeTree(folder);
  }
}

/** The subvolumes that hold what the user has configured. */
async function chooseSubvolumes(
  command: string,
  patterns: readonly SourcePattern[],
  context: DataSourceContext,
): Promise<readonly ChosenVolume[]> {
  const roots = patterns.filter(({ type, origin }) => type === "R" && origin === "configuration");
  const mountPoints = new Set<string>();
  for (const root of roots) {
    const found = await subvolumeOf(absolutePath(root, context), command, context);
    if (found !== undefined) mountPoints.add(found);
  }
  const volumes = [...mountPoints].map((mountPoint) => ({ name: mountPoint, mountPoint }));
  return chooseVolumes(volumes, patterns, context);
}

/** The innermost subvolume that holds a path; `undefined` if there is none, or it cannot change anyway. */
async function subvolumeOf(path: string, command: string, context: DataSourceContext): Promise<string | undefined> {
  const isCandidate = statSync(path, { throwIfNoEntry: false })?.ino === SUBVOLUME_INODE;
  const isWritable = isCandidate ? await isWritableSubvolume(path, command, context) : undefined;
  if (isWritable !== undefined) return isWritable ? path : undefined;
  return path === "/" ? undefined : await subvolumeOf(dirname(path), command, context);
}

/** @returns `undefined` if it is no subvolume. */
async function isWritableSubvolume(
  path: string,
  command: string,
  context: DataSourceContext,
): Promise<boolean | undefined> {
  const words = ["property", "get", "-t", "subvol", path, "ro"];
  const answer = await snapshotCommand(command, words, context).catch(() => undefined);
  const [, isReadOnly] = /^ro=(true|false)$/m.exec(answer ?? "") ?? [];
  return isReadOnly === undefined ? undefined : isReadOnly === "false";
}
