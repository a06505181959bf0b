import { DataSourceFailed } from "../data-source/data-source-failed.ts";
import type { DataSourceContext, DataSourceHook, DumpPlan } from "../data-source/data-source-hook.ts";
import type { SourcePattern } from "../data-source/source-pattern.ts";
import { makeMountPlace, unmountSnapshots } from "./mounted-snapshots.ts";
import { snapshotCommand } from "./snapshot-command.ts";
import { isRemovable, snapshotSuffix } from "./snapshot-name.ts";
import { pointToSnapshot } from "./snapshot-patterns.ts";
import { chooseVolumes, type Volume } from "./volume.ts";

const FOLDER = "lvm_snapshots";
const DEFAULT_SIZE = "10%ORIGIN";

/** A logical volume that is mounted. */
interface LogicalVolume extends Volume {
  readonly device: string;
}

interface Snapshot {
  readonly name: string;
  readonly device: string;
}

/** Backs up logical volumes of LVM from snapshots, which are mounted in the folder of the run meanwhile. */
export const lvm: DataSourceHook = {
  name: "lvm",

  async removeLeftovers(context: DataSourceContext): Promise<void> {
    const { configuration, log, dryRun } = context;
    if (configuration.lvm === undefined || dryRun) return;
    const { lvs_command = "lvs", lvremove_command = "lvremove", umount_command = "umount" } = configuration.lvm ?? {};
    await unmountSnapshots(FOLDER, umount_command, context);
    const snapshots = await listSnapshots(lvs_command, context).catch((error: unknown) => {
      log.debug(`Cannot list LVM snapshots: ${String(error)}`);
      return [];
    });
    for (const { name, device } of snapshots) {
      if (isRemovable(name)) await snapshotCommand(lvremove_command, ["--force", device], context);
    }
  },

  async dump(context: DataSourceContext, patterns: readonly SourcePattern[]): Promise<DumpPlan> {
    const { configuration, log, dryRun } = context;
    const { lsblk_command = "lsblk", mount_command = "mount" } = configuration.lvm ?? {};
    log.info(`Snapshotting LVM logical volumes${dryRun ? " (dry run; not actually snapshotting anything)" : ""}`);
    const chosen = chooseVolumes(await listVolumes(lsblk_command, context), patterns, context);
    if (chosen.length === 0) log.warning("No LVM logical volumes found to snapshot");
    if (dryRun) return { patterns, streams: [] };
    let all = patterns;
    for (const { volume, patterns: contained } of chosen) {
      const device = await makeSnapshot(volume, context);
      const { base, path } = makeMountPlace(FOLDER, volume.mountPoint, context);
      await snapshotCommand(mount_command, ["-o", "ro", device, path], context);
      all = pointToSnapshot(all, contained, base, context);
    }
    return { patterns: all, streams: [] };
  },
};

/** @returns Device of the new snapshot. */
async function makeSnapshot(volume: LogicalVolume, context: DataSourceContext): Promise<string> {
  const options = context.configuration.lvm ?? {};
  const { lvcreate_command = "lvcreate", lvs_command = "lvs", snapshot_size: size = DEFAULT_SIZE } = options;
  const name = `${volume.name}_${snapshotSuffix()}`;
  const room = [size.includes("%") ? "--extents" : "--size", size];
  // writable, for a file system may have to be made consistent when it is mounted
  const words = ["--snapshot", ...room, "--permission", "rw", "--name", name, volume.device];
  await snapshotCommand(lvcreate_command, words, context);
  const made = (await listSnapshots(lvs_command, context)).find((snapshot) => snapshot.name === name);
  if (made === undefined) throw new DataSourceFailed(`Cannot find LVM snapshot ${name}`);
  return made.device;
}

async function listVolumes(command: string, context: DataSourceContext): Promise<readonly LogicalVolume[]> {
  interface Answer {
    readonly blockdevices: readonly Readonly<Record<"name" | "path" | "mountpoint" | "type", string | null>>[];
  }
  const words = ["--output", "name,path,mountpoint,type", "--json", "--list"];
  const { blockdevices } = readJson(command, await snapshotCommand(command, words, context)) as Answer;
  return blockdevices.flatMap(({ name, path, mountpoint, type }) => {
    if (type !== "lvm" || name === null || path === null || !mountpoint?.startsWith("/")) return [];
    return [{ name, device: path, mountPoint: mountpoint }];
  });
}

async function listSnapshots(command: string, context: DataSourceContext): Promise<readonly Snapshot[]> {
  interface Answer {
    readonly report: readonly { readonly lv: readonly Readonly<Record<"lv_name" | "lv_path", string>>[] }[];
  }
  const words = ["--report-format", "json", "--options", "lv_name,lv_path", "--select", "lv_attr =~ ^s"];
  const { report } = readJson(command, await snapshotCommand(command, words, context)) as Answer;
  return report.flatMap(({ lv }) => lv.map(({ lv_name, lv_path }) => ({ name: lv_name, device: lv_path })));
}

function readJson(command: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DataSourceFailed(`Invalid ${command} JSON output`, { cause });
  }
}
