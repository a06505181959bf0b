import { includePatternNeverMatchedWarning } from "@coffer/format/errors";
import { flag, pathText, requiredWord, text, words } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import { patternOptions, stripComponentsOption, tarFilterOption } from "../options/index.ts";
import { openTarTarget } from "../tar-file/index.ts";
import { replaceSurrogates } from "../text/index.ts";
import { type Command, archiveOf, defineCommand, targetOf } from "./command.ts";
import { matchItems } from "./path-matcher.ts";

const parameters = {
  tarFilter: tarFilterOption({ once: false }),
  list: flag(["--list"], "list what is written"),
  ...patternOptions,
  ...stripComponentsOption,
};

const EPILOG = `Writes an archive, or some paths of it, as a tar file in GNU format. FILE may be - for
standard output.

With --tar-filter=auto the name of FILE decides whether the tar file is compressed, and by
which program:
  .tar.gz   .tgz        gzip
  .tar.bz2  .tbz        bzip2
  .tar.xz   .txz        xz
  .tar.zstd .tar.zst    zstd
  .tar.lz4              lz4
Any other PROGRAM can be named: it gets the tar file on its standard input, and what it
writes to standard output goes to FILE. It is started without a shell.

A tar file holds less than an archive: flags, ACLs, extended attributes, atime, ctime and
parts of seconds are left out. Holes of sparse files are written as zeros.

PATH and patterns are as for "borg extract". --progress reads the list of files twice.`;

export const command: Command = defineCommand(
  {
    name: "export-tar",
    summary: "write an archive as a tar file",
    description: "Write the files of an archive as a tar file",
    epilog: EPILOG,
    parameters,
    positionals: {
      location: requiredWord("ARCHIVE", "archive to export", locationArgument("required")),
      tarfile: requiredWord("FILE", 'tar file to write; "-" is standard output', text),
      paths: words("PATH", "paths to export; may be patterns", pathText),
    },
  },
  async (values, run) => {
    const { exportTar } = await import("@coffer/engine/commands");
    const { stripComponents, considerPartFiles, tarfile = "", tarFilter } = values;
    const { streams, logger, env } = run;
    const matcher = matchItems(values.patterns, values.paths);
    await exportTar(
      {
        ...targetOf(values.location, values, run),
        archive: archiveOf(values.location),
        openTarget: () => openTarTarget({ path: tarfile, filter: tarFilter, streams, logger, env }),
        stripComponents,
        considerPartFiles,
        ...(matcher.isEmpty ? {} : { matches: (path: string) => matcher.match(path) }),
        ...(values.list ? { visit: (path: string) => logger.logItem(replaceSurrogates(path)) } : {}),
        signal: run.signal,
      },
      run.context,
    );
    for (const pattern of matcher.unmatchedIncludes()) {
      run.context.reporter.warn(includePatternNeverMatchedWarning(pattern));
    }
    return 0;
  },
  { bypassesLock: true },
);
