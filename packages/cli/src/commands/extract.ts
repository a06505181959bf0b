import { extract } from "@coffer/engine/commands";
import { includePatternNeverMatchedWarning } from "@coffer/format/errors";
import { type Command, archiveOf, defineCommand, targetOf } from "./command.ts";
import { flag, pathText, requiredWord, words } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import { replaceSurrogates } from "../text/index.ts";
import { matchItems } from "./path-matcher.ts";
import { noFlagsOption, numericIdsOption, patternOptions, stripComponentsOption } from "../options/index.ts";

const parameters = {
  list: flag(["--list"], "list what is extracted"),
  dryRun: flag(["-n", "--dry-run"], "read and verify everything, but write nothing"),
  numericIds: numericIdsOption("restore owners by number, not by name"),
  noflags: noFlagsOption("do not restore inode flags (such as NODUMP and IMMUTABLE)"),
  noacls: flag(["--noacls"], "do not restore ACLs"),
  noxattrs: flag(["--noxattrs"], "do not restore extended attributes"),
  stdout: flag(["--stdout"], "write the content of all files to standard output"),
  sparse: flag(["--sparse"], "make holes where a chunk is all zeros"),
  ...patternOptions,
  ...stripComponentsOption,
};

const EPILOG = `Restores an archive, or some paths of it, below the current folder: change to the
right one first.

PATH is a path inside the archive, without a leading slash; a folder stands for all
that is in it. Other kinds of patterns need their prefix, see "borg help patterns".

Files that exist are replaced. Nothing is ever written outside of the current folder.
--dry-run reads and verifies all data as well: a trial of a restore.`;

export const command: Command = defineCommand(
  {
    name: "extract",
    summary: "restore files from an archive",
    description: "Restore files from an archive",
    epilog: EPILOG,
    parameters,
    positionals: {
      location: requiredWord("ARCHIVE", "archive to restore from", locationArgument("required")),
      paths: words("PATH", "paths to restore; may be patterns", pathText),
    },
  },
  async (values, run) => {
    const { dryRun, numericIds, noflags, noacls, noxattrs, sparse, stripComponents, considerPartFiles } = values;
    const matcher = matchItems(values.patterns, values.paths);
    await extract(
      {
        ...targetOf(values.location, values, run),
        archive: archiveOf(values.location),
        target: run.context.cwd,
        dryRun,
        numericIds,
        noflags,
        noacls,
        noxattrs,
        sparse,
        stripComponents,
        considerPartFiles,
        ...(matcher.isEmpty ? {} : { matches: (path: string) => matcher.match(path) }),
        ...(values.stdout ? { stdout: (bytes: Uint8Array) => run.streams.writeOutBytes(bytes) } : {}),
        ...(values.list ? { visit: (path: string) => run.logger.logItem(replaceSurrogates(path)) } : {}),
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
