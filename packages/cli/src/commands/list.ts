import { listArchive, listRepository } from "@coffer/engine/commands";
import { archiveSelection } from "./archive-choice.ts";
import { type Command, type CommandRun, defineCommand, targetOf } from "./command.ts";
import { flag, option, optionalWord, pathText, text, words } from "../arguments/index.ts";
import { type Location, locationArgument } from "../location/index.ts";
import { CommandError } from "@coffer/format/errors";
import { toHex } from "@coffer/format/bytes";
import {
  ARCHIVE_FILTERS,
  ARCHIVE_FILTERS_NOTE,
  type ArchiveFilterValues,
  type CommonValues,
  type PatternValues,
  archiveFilters,
  patternOptions,
} from "../options/index.ts";
import {
  ARCHIVE_LINE_FORMAT,
  ARCHIVE_SHORT_FORMAT,
  ArchiveFormatter,
  ITEM_LINE_FORMAT,
  ITEM_SHORT_FORMAT,
  ItemFormatter,
  formatJsonAnswer,
  hashContent,
  hashKeysOf,
  needsCache,
  needsDetails,
} from "../output/index.ts";
import type { JsonValue } from "../text/index.ts";
import { repositoryJson } from "./repository-json.ts";
import { matchItems } from "./path-matcher.ts";

const parameters = {
  considerCheckpoints: flag(["--consider-checkpoints"], "list the archives of interrupted backups, too"),
  short: flag(["--short"], "print names only"),
  format: option(
    ["--format"],
    "FORMAT",
    `print lines of this form (default for files: "${ITEM_LINE_FORMAT}"; for archives: "${ARCHIVE_LINE_FORMAT}")`,
    text,
    undefined,
  ),
  json: flag(
    ["--json"],
    "for repositories: write JSON. Of ``--format`` only the keys count: each is added to those that are always there.",
  ),
  jsonLines: flag(
    ["--json-lines"],
    "for archives: write a JSON object a line. Of ``--format`` only the keys count, as with ``--json``.",
  ),
  ...archiveFilters,
  ...patternOptions,
};

const EPILOG = `Lists the archives of a repository, or what is in an archive.

--format is a Python format string: {KEY} stands for a value, {KEY:20} fills it up to
20 columns, {KEY:<20} and {KEY:>20} say on which side, {{ and }} are braces. Times take
a strftime format: {mtime:%Y-%m-%d}.

Keys for both: NL, NEWLINE (line break), NUL, SPACE, TAB, CR, LF

Keys for archives:
  archive, name, barchive              name; barchive leaves it as it is
  comment, bcomment, id, tam           tam: whether its metadata are authenticated
  start, time, end, command_line       time is start
  hostname, username

Keys for files:
  type, mode, uid, gid, user, group    as ls shows them
  path, bpath, source, linktarget      bpath leaves it as it is
  extra                                " -> target" of symlinks, " link to" of hard links
  flags                                inode flags, a number
  size, csize, num_chunks              bytes, compressed bytes, pieces
  dsize, dcsize, unique_chunks         the same, of what only this file needs
  mtime, ctime, atime                  times; isomtime, isoctime, isoatime: ISO 8601
  md5, sha1, sha224, sha256, sha384, sha512, sha3_224, sha3_256, sha3_384, sha3_512,
  blake2b, blake2s, xxh64              of the content, which has to be read for them
  archiveid, archivename               of the archive
  health                               "broken" if pieces are lost, else "healthy"`;

interface ListValues extends CommonValues, ArchiveFilterValues, PatternValues {
  readonly considerCheckpoints: boolean;
  readonly short: boolean;
  readonly format: string | undefined;
  readonly json: boolean;
  readonly jsonLines: boolean;
  readonly location: Location | undefined;
  readonly paths: readonly string[];
}

async function listRepositoryArchives(values: ListValues, run: CommandRun): Promise<void> {
  if (values.jsonLines) {
    throw new CommandError("The --json-lines option is only valid for listing archive contents, not archives.");
  }
  const format = values.format ?? (values.short ? ARCHIVE_SHORT_FORMAT : ARCHIVE_LINE_FORMAT);
  const formatter = new ArchiveFormatter(format);
  const archives: JsonValue[] = [];
  const facts = await listRepository(
    {
      ...targetOf(values.location, values, run),
      selection: archiveSelection(values, values.considerCheckpoints),
      withDetails: needsDetails(format),
    },
    run.context,
    (entry, details) => {
      if (values.json) archives.push(formatter.json(entry, details));
      else run.streams.writeOut(formatter.line(entry, details));
    },
  );
  if (values.json) {
    run.streams.writeOut(formatJsonAnswer({ ...repositoryJson(facts), archives }, run.env["BORG_JSON_INDENT"]));
  }
}

async function listArchiveItems(values: ListValues, archive: string, run: CommandRun): Promise<void> {
  if (values.json) {
    throw new CommandError("The --json option is only valid for listing archives, not archive contents.");
  }
  const format = values.format ?? (values.short ? ITEM_SHORT_FORMAT : ITEM_LINE_FORMAT);
  const hashKeys = hashKeysOf(format);
  const matcher = matchItems(values.patterns, values.paths);
  let formatter: ItemFormatter | undefined;
  await listArchive(
    {
      ...targetOf(values.location, values, run),
      archive,
      ...(matcher.isEmpty ? {} : { matches: (path: string) => matcher.match(path) }),
      considerPartFiles: values.considerPartFiles,
      withCache: needsCache(format),
    },
    run.context,
    (item, view) => {
      if (run.signal.aborted) run.signal.throwIfAborted();
      formatter ??= new ItemFormatter(
        format,
        { archiveName: view.name, archiveId: toHex(view.id), refcount: (id) => view.refcount(id) },
        values.jsonLines,
      );
      if (hashKeys.length === 0) {
        run.streams.writeOut(formatter.format(item));
        return undefined;
      }
      const one = formatter;
      return hashContent(item, hashKeys, view.content(item)).then((hashes) =>
        run.streams.writeOut(one.format(item, hashes)),
      );
    },
  );
}

export const command: Command = defineCommand(
  {
    name: "list",
    summary: "list archives, or what is in one",
    description: "List the archives of a repository, or the files of an archive",
    epilog: EPILOG,
    parameters,
    positionals: {
      location: optionalWord("REPOSITORY_OR_ARCHIVE", "repository or archive to list", locationArgument("allowed"), ""),
      paths: words("PATH", "paths to list; may be patterns", pathText),
    },
    groupNotes: { [ARCHIVE_FILTERS]: ARCHIVE_FILTERS_NOTE },
  },
  async (values, run) => {
    if (values.location?.archive === undefined) await listRepositoryArchives(values, run);
    else await listArchiveItems(values, values.location.archive, run);
    return 0;
  },
  { bypassesLock: true },
);
