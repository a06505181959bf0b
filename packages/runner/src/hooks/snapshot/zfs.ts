import { DataSourceFailed } from "../data-source/data-source-failed.ts";
import type { DataSourceContext, DataSourceHook, DumpPlan } from "../data-source/data-source-hook.ts";
import type { SourcePattern } from "../data-source/source-pattern.ts";
import { makeMountPlace, unmountSnapshots } from "./mounted-snapshots.ts";
import { snapshotCommand } from "./snapshot-command.ts";
import { isRemovable, snapshotSuffix } from "./snapshot-name.ts";
import { inSnapshot, pointToSnapshot } from "./snapshot-patterns.ts";
import { chooseVolumes, type Volume } from "./volume.ts";

const FOLDER = "zfs_snapshots";
/** A dataset with this property set to `auto` is backed up whether the configuration names it or not. */
const PROPERTY = "org.torsion.borgmatic:backup";

/** Backs up ZFS datasets from snapshots, which are mounted in the folder of the run meanwhile. */
export const zfs: DataSourceHook = {
  name: "zfs",

  async removeLeftovers(context: DataSourceContext): Promise<void> {
    const { configuration, log, dryRun } = context;
    if (configuration.zfs === undefined || dryRun) return;
    const { zfs_command = "zfs", umount_command = "umount" } = configuration.zfs ?? {};
    await unmountSnapshots(FOLDER, umount_command, context);
    const list = await snapshotCommand(zfs_command, ["list", "-H", "-t", "snapshot", "-o", "name"], context).catch(
      (error: unknown) => log.debug(`Cannot list ZFS snapshots: ${String(error)}`),
    );
    for (const snapshot of list?.split("\n") ?? []) {
      const [, name = ""] = snapshot.split("@");
      if (isRemovable(name)) await snapshotCommand(zfs_command, ["destroy", snapshot], context);
    }
  },

  async dump(context: DataSourceContext, patterns: readonly SourcePattern[]): Promise<DumpPlan> {
    const { configuration, log, dryRun } = context;
    const { zfs_command = "zfs", mount_command = "mount" } = configuration.zfs ?? {};
    log.info(`Snapshotting ZFS datasets${dryRun ? " (dry run; not actually snapshotting anything)" : ""}`);
    const chosen = chooseVolumes(await listDatasets(zfs_command, context), patterns, context);
    if (chosen.length === 0) log.warning("No ZFS datasets found to snapshot");
    if (dryRun) return { patterns, streams: [] };
    let all = patterns;
    for (const { volume, patterns: contained } of chosen) {
      const snapshot = `${volume.name}@${snapshotSuffix()}`;
      await snapshotCommand(zfs_command, ["snapshot", snapshot], context);
      const { base, path } = makeMountPlace(FOLDER, volume.mountPoint, context);
      await snapshotCommand(mount_command, ["-t", "zfs", "-o", "ro", snapshot, path], context);
      all = pointToSnapshot(all, contained, base, context);
      if (volume.always) all = [inSnapshot(rootOf(volume), base, context), ...all];
    }
    return { patterns: all, streams: [] };
  },
};

async function listDatasets(command: string, context: DataSourceContext): Promise<readonly Volume[]> {
  const columns = `name,mountpoint,canmount,${PROPERTY}`;
  const table = await snapshotCommand(command, ["list", "-H", "-t", "filesystem", "-o", columns], context);
  return table.split("\n").flatMap((line) => {
    if (line === "") return [];
    const [name, mountPoint, canMount, backup] = line.split("\t");
    if (name === undefined || mountPoint === undefined || backup === undefined) {
      throw new DataSourceFailed(`Invalid ${command} list output: ${line}`);
    }
    // snapshots of what is never mounted would be mounted empty
    const isUsable = canMount !== "off" && mountPoint.startsWith("/");
    return isUsable ? [{ name, mountPoint, always: backup === "auto" }] : [];
  });
}

function rootOf({ mountPoint }: Volume): SourcePattern {
  return { type: "R", style: "", path: mountPoint, origin: "hook" };
}
