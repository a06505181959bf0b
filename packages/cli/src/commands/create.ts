import { create, createDryRun } from "@coffer/engine/commands";
import type { WalkRules } from "@coffer/engine/commands";
import { PatternMatcher } from "@coffer/format/patterns";
import { cacheSettings } from "./cache-settings.ts";
import { createInputs, inputFault } from "./create-inputs.ts";
import { locationAt } from "./location-at.ts";
import { showCreated } from "./show-created.ts";
import { type Command, archiveOf, defineCommand, targetOf } from "./command.ts";
import { flag, inGroup, octalNumber, option, pathText, requiredWord, text, words } from "../arguments/index.ts";
import { type Location, locationArgument } from "../location/index.ts";
import {
  type CommonValues,
  EXCLUSION,
  type PatternValues,
  filesCacheMode,
  newArchiveOptions,
  noFlagsOption,
  numericIdsOption,
  patternOptions,
  placeholderText,
  tagOptions,
} from "../options/index.ts";

const parameters = {
  dryRun: flag(["-n", "--dry-run"], "do not make an archive"),
  stats: flag(["-s", "--stats"], "print statistics of the new archive"),
  quickStats: flag(["--quick-stats"], "print statistics of the new archive, without those of the whole repository"),
  list: flag(["--list"], "list what is backed up, each with its status"),
  filter: option(
    ["--filter"],
    "STATUSCHARS",
    "list only what has one of these status letters (see below)",
    text,
    undefined,
    {
      once: true,
    },
  ),
  json: flag(["--json"], "write the statistics as JSON. Implies ``--stats``."),
  noCacheSync: flag(
    ["--no-cache-sync"],
    "experimental: do not bring the chunks cache up to date. The files cache is not used then.",
  ),
  stdinName: option(
    ["--stdin-name"],
    "NAME",
    "name in the archive for standard input (default: 'stdin')",
    text,
    "stdin",
  ),
  stdinUser: option(
    ["--stdin-user"],
    "USER",
    "owner in the archive for standard input (default: 'root')",
    text,
    undefined,
  ),
  stdinGroup: option(
    ["--stdin-group"],
    "GROUP",
    "group in the archive for standard input (default: 'root')",
    text,
    undefined,
  ),
  stdinMode: option(
    ["--stdin-mode"],
    "M",
    "mode in the archive for standard input (default: 0660)",
    octalNumber,
    0o660,
  ),
  contentFromCommand: flag(
    ["--content-from-command"],
    "PATH is a command with its arguments; back up what it writes to standard output",
  ),
  pathsFromStdin: flag(
    ["--paths-from-stdin"],
    "read the paths from standard input, and back up exactly these: folders without what is in them",
  ),
  pathsFromCommand: flag(["--paths-from-command"], "as ``--paths-from-stdin``, from the output of the command PATH"),
  pathsDelimiter: option(
    ["--paths-delimiter"],
    "DELIM",
    "what separates the paths for ``--paths-from-stdin`` and ``--paths-from-command`` (default: ``\\n``)",
    text,
    undefined,
  ),
  ...patternOptions,
  ...tagOptions,
  ...inGroup(EXCLUSION, {
    excludeNodump: flag(["--exclude-nodump"], "leave out files that have the NODUMP flag"),
    excludeDataless: flag(
      ["--exclude-dataless"],
      "leave out files that have the DATALESS flag (macOS: files whose content is in the cloud only)",
    ),
  }),
  ...inGroup("Filesystem options", {
    oneFileSystem: flag(
      ["-x", "--one-file-system"],
      "stay in the file system of each PATH; of others only the mount points are stored",
    ),
    numericIds: numericIdsOption("store owners by number only"),
    noatime: flag(["--noatime"], "has no effect any more: atime is not stored unless ``--atime`` is given"),
    atime: flag(["--atime"], "store the time of last access"),
    noctime: flag(["--noctime"], "do not store ctime"),
    nobirthtime: flag(["--nobirthtime"], "do not store the time of creation"),
    noflags: noFlagsOption("do not store inode flags (such as NODUMP and IMMUTABLE)"),
    noacls: flag(["--noacls"], "do not store ACLs"),
    noxattrs: flag(["--noxattrs"], "do not store extended attributes"),
    sparse: flag(["--sparse"], "find holes in files (with the fixed chunker only)"),
    filesCache: option(
      ["--files-cache"],
      "MODE",
      "what to compare to find files unchanged. default: ctime,size,inode",
      filesCacheMode,
      undefined,
      { once: true },
    ),
    filesChanged: option(
      ["--files-changed"],
      "MODE",
      "how to notice that a file changes while it is read (ctime, mtime, disabled). default: ctime",
      text,
      "ctime",
      { once: true, choices: ["ctime", "mtime", "disabled"] },
    ),
    readSpecial: flag(["--read-special"], "read devices and FIFOs as if they were files, and follow symlinks to them"),
  }),
  ...inGroup("Archive options", {
    comment: option(["--comment"], "COMMENT", "store this comment with the archive", placeholderText, ""),
    ...newArchiveOptions,
  }),
};

const EPILOG = `Makes a new archive of all given paths and what is below them. Only what the
repository does not have yet is stored.

The name must be new in the repository. It may hold placeholders such as {hostname} or
{now}; see "borg help placeholders". What stands before /./ in a PATH is not stored:
/home/./joe is stored as joe.

Files that did not change since the last backup, by what --files-cache compares, are
not read again. Words for MODE: ctime, mtime, size, inode, rechunk, disabled.

Status letters of --list:
  A  new to this machine's cache            x  left out
  M  changed                                -  dry run
  U  unchanged                              d  folder        s  symlink
  C  changed while it was read              b  block device  c  character device
  E  could not be read                      f  FIFO          h  hard link
  i  standard input                         ?  status missing (a fault)

PATH "-" stands for standard input, which is stored as --stdin-name. With
--content-from-command PATH is a program with its arguments, and what it writes is
stored; if it fails, there is no archive. Put "--" before its name.

Every --checkpoint-interval seconds, and at Ctrl-C, what is done so far is kept as an
archive NAME.checkpoint. It can be used like any other; "list" hides it unless asked
with --consider-checkpoints. It goes away when the backup is complete, or with "prune".
A file in the middle of which this happened is there as pieces (NAME.borg_part_1, ...),
which --consider-part-files shows.

Patterns: see "borg help patterns"; compression: "borg help compression".`;

interface CreateValues extends CommonValues, PatternValues {
  readonly excludeCaches: boolean;
  readonly excludeIfPresent: readonly string[];
  readonly keepExcludeTags: boolean;
  readonly excludeNodump: boolean;
  readonly oneFileSystem: boolean;
  readonly readSpecial: boolean;
  readonly timestamp: bigint | undefined;
  readonly location: Location | undefined;
}

function walkRules(values: CreateValues): WalkRules {
  const { excludeCaches, excludeIfPresent, keepExcludeTags, excludeNodump, oneFileSystem, readSpecial } = values;
  return { excludeCaches, excludeIfPresent, keepExcludeTags, excludeNodump, oneFileSystem, readSpecial };
}

function filesChangedOf(word: string): "ctime" | "mtime" | "disabled" {
  return word === "mtime" || word === "disabled" ? word : "ctime";
}

export const command: Command = defineCommand(
  {
    name: "create",
    summary: "make a backup",
    description: "Back up files into a new archive",
    epilog: EPILOG,
    parameters,
    positionals: {
      location: requiredWord(
        "ARCHIVE",
        "archive to make (its name must be fit for a folder, too)",
        locationArgument("required"),
      ),
      paths: words("PATH", "paths to back up", pathText, { adds: true }),
    },
  },
  async (values, run) => {
    const location = locationAt(values.location, values.timestamp, run);
    run.logger.log({ level: "info", message: `Creating archive at "${location.processed}"` });
    const matcher = new PatternMatcher(true);
    matcher.addRules(values.patterns.rules);
    const walked = {
      repository: targetOf(location, values, run).repository,
      ...createInputs(values, run),
      matcher,
      walk: { ...walkRules(values), specialBelow: run.host?.specialFiles?.below },
    };
    if (values.dryRun) {
      await createDryRun(walked, run.context);
      return 0;
    }
    const { numericIds, atime, noctime, nobirthtime, noflags, noacls, noxattrs, sparse, comment } = values;
    const result = await create(
      {
        ...walked,
        archive: archiveOf(location),
        metadata: { numericIds, atime, noctime, nobirthtime, noflags, noacls, noxattrs },
        compression: values.compression ?? { name: "lz4" },
        chunker: values.chunkerParams,
        filesChanged: filesChangedOf(values.filesChanged),
        sparse,
        comment,
        timestampMicros: values.timestamp,
        cmdline: run.commandLine,
        cache: {
          ...cacheSettings(run),
          filesCacheMode: values.filesCache ?? "cis",
          permitAdhocCache: values.noCacheSync,
        },
        checkpointInterval: values.checkpointInterval,
        share: run.host?.share,
        withCacheStatistics: (values.stats || values.json) && !values.quickStats,
        withStoredSize: run.host?.archiveCreated !== undefined,
        specialLeftOut: run.host?.specialFiles?.leftOut,
      },
      run.context,
    );
    run.host?.archiveCreated?.(result);
    showCreated(result, values, run);
    return 0;
  },
  { findFault: inputFault },
);
