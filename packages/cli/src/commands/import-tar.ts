import { cacheSettings } from "./cache-settings.ts";
import { type Command, archiveOf, defineCommand, targetOf } from "./command.ts";
import { flag, inGroup, option, requiredWord, text } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import { newArchiveOptions, tarFilterOption } from "../options/index.ts";
import { openTarSource } from "../tar-file/index.ts";
import { locationAt } from "./location-at.ts";
import { showCreated } from "./show-created.ts";

const parameters = {
  tarFilter: tarFilterOption({ once: true }),
  stats: flag(["-s", "--stats"], "print statistics of the new archive"),
  quickStats: flag(["--quick-stats"], "print statistics of the new archive, without those of the whole repository"),
  list: flag(["--list"], "list what is imported, each with its status"),
  filter: option(["--filter"], "STATUSCHARS", "list only what has one of these status letters", text, undefined, {
    once: true,
  }),
  json: flag(["--json"], "write the statistics as JSON. Implies ``--stats``."),
  ignoreZeros: flag(["--ignore-zeros"], "go on behind the end of a tar file, and behind blocks that are no headers"),
  ...inGroup("Archive options", {
    comment: option(["--comment"], "COMMENT", "store this comment with the archive", text, ""),
    ...newArchiveOptions,
  }),
};

const EPILOG = `Makes a new archive of what is in a tar file. TARFILE may be - for standard input.

Tar files of all common formats are read: GNU, POSIX (ustar and pax), V7, SunOS. With
--tar-filter=auto the name of TARFILE decides whether it is decompressed, and by which
program:
  .tar.gz   .tgz        gzip -d
  .tar.bz2  .tbz        bzip2 -d
  .tar.xz   .txz        xz -d
  .tar.zstd .tar.zst    zstd -d
  .tar.lz4              lz4 -d
Any other PROGRAM can be named: it gets TARFILE on its standard input and writes the
plain tar file to its standard output. It is started without a shell.

Modes, owners, times, links and devices are kept; flags, ACLs and extended attributes are
not. Nothing is left out: there are no patterns here. A tar file that is broken or cut
off, and a filter that fails, are errors, and no archive is made.

Several tar files that were put one behind the other go into one archive with
--ignore-zeros.

Status letters of --list:
  A  file      d  folder        s  symlink           h  hard link
  f  FIFO      b  block device  c  character device  E  left out: of an unknown type`;

export const command: Command = defineCommand(
  {
    name: "import-tar",
    summary: "make an archive of a tar file",
    description: "Make an archive of what is in a tar file",
    epilog: EPILOG,
    parameters,
    positionals: {
      location: requiredWord(
        "ARCHIVE",
        "archive to make (its name must be fit for a folder, too)",
        locationArgument("required"),
      ),
      tarfile: requiredWord("TARFILE", 'tar file to read; "-" is standard input', text),
    },
  },
  async (values, run) => {
    const { importTar } = await import("@coffer/engine/commands");
    const { comment, ignoreZeros, checkpointInterval, tarfile = "", tarFilter } = values;
    const { streams, logger, env } = run;
    const location = locationAt(values.location, values.timestamp, run);
    const result = await importTar(
      {
        repository: targetOf(location, values, run).repository,
        archive: archiveOf(location),
        openSource: () => openTarSource({ path: tarfile, filter: tarFilter, streams, logger, env }),
        ignoreZeros,
        compression: values.compression ?? { name: "lz4" },
        chunker: values.chunkerParams,
        comment,
        timestampMicros: values.timestamp,
        cmdline: run.commandLine,
        checkpointInterval,
        cache: cacheSettings(run),
        withCacheStatistics: (values.stats || values.json) && !values.quickStats,
        signal: run.signal,
      },
      run.context,
    );
    showCreated(result, values, run);
    return 0;
  },
);
