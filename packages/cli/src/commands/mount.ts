import { archiveSelection } from "./archive-choice.ts";
import { type Command, defineCommand, targetOf } from "./command.ts";
import { flag, option, pathText, requiredWord, text, words } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import {
  ARCHIVE_FILTERS,
  ARCHIVE_FILTERS_NOTE,
  archiveFilters,
  numericIdsOption,
  patternOptions,
  stripComponentsOption,
} from "../options/index.ts";
import { matchItems } from "./path-matcher.ts";

const parameters = {
  considerCheckpoints: flag(["--consider-checkpoints"], "show the archives of interrupted backups, too"),
  foreground: flag(["-f", "--foreground"], "stay in the foreground"),
  options: option(["-o"], "OPTIONS", "mount options, separated by commas", text, undefined, { once: true }),
  numericIds: numericIdsOption("show owners by number, not by name"),
  ...archiveFilters,
  ...patternOptions,
  ...stripComponentsOption,
};

const EPILOG = `Shows archives as a read-only file system, to look around in and to copy from.
MOUNTPOINT is an empty folder. A repository shows a folder for each archive, which is
read when you first look inside; an archive shows what is in it, or the PATHs of it.

The command returns when the mount point is ready and goes on in the background. End it
with "borg umount MOUNTPOINT"; until then the repository is locked for writers. If it
dies, the mount point gives errors ("Transport endpoint is not connected") rather than
show an empty folder; unmount it then, too. With --foreground, Ctrl-C unmounts.

Besides those of FUSE (see mount.fuse3(8); allow_other lets other users in), -o knows:
  versions              only for repositories: one tree of all archives, in which each
                        file is a folder of its versions (report.txt/report.00001.txt)
  allow_damaged_files   open files that have lost pieces: zeros stand in their place
                        (without it, opening them is an I/O error)
  ignore_permissions    do not check permissions
  uid=N gid=N           everything belongs to this user or group
  umask=N               take these permission bits away, in octal

Beware of symlinks: absolute ones lead out of the mounted tree, to today's files.

Called by the name borgfs, the program is this command, also for /etc/fstab:
  /path/to/repo  /mnt/point  fuse.borgfs  defaults,noauto  0  0

The variable BORG_MOUNT_DATA_CACHE_ENTRIES sets how many pieces of files are kept in
memory (each up to 8 MiB, all together at most 64 MiB).`;

export const command: Command = defineCommand(
  {
    name: "mount",
    summary: "show archives as a file system",
    description: "Mount an archive or a whole repository as a file system",
    epilog: EPILOG,
    parameters,
    positionals: {
      location: requiredWord("REPOSITORY_OR_ARCHIVE", "repository or archive to mount", locationArgument("allowed")),
      mountpoint: requiredWord("MOUNTPOINT", "where to mount it", text),
      paths: words("PATH", "paths to show; may be patterns", pathText),
    },
    groupNotes: { [ARCHIVE_FILTERS]: ARCHIVE_FILTERS_NOTE },
  },
  async (values, run) => {
    const { mount } = await import("@coffer/engine/commands");
    const matcher = matchItems(values.patterns, values.paths);
    await mount(
      {
        ...targetOf(values.location, values, run),
        archive: values.location?.archive,
        selection: archiveSelection(values, values.considerCheckpoints),
        mountpoint: values.mountpoint ?? "",
        mountOptions: values.options ?? "",
        fuseImplementations: run.env["BORG_FUSE_IMPL"] ?? "pyfuse3,llfuse",
        view: {
          ...(matcher.isEmpty ? {} : { matches: (path: string) => matcher.match(path) }),
          stripComponents: values.stripComponents,
          considerPartFiles: values.considerPartFiles,
          numericIds: values.numericIds,
          dataCacheEntries: cacheEntries(run.env["BORG_MOUNT_DATA_CACHE_ENTRIES"]),
        },
        signal: run.signal,
        leftForeground: run.leftForeground,
      },
      run.context,
    );
    return 0;
  },
  { bypassesLock: true, goesToBackground: (values) => !values.foreground },
);

/** Of BORG_MOUNT_DATA_CACHE_ENTRIES; `undefined` where it says nothing useful. */
function cacheEntries(setting: string | undefined): number | undefined {
  const count = Number(setting);
  return setting !== undefined && Number.isInteger(count) && count > 0 ? count : undefined;
}
