import { includePatternNeverMatchedWarning } from "@coffer/format/errors";
import { type Command, archiveOf, defineCommand, targetOf } from "./command.ts";
import { flag, option, pathText, requiredWord, words } from "../arguments/index.ts";
import { archiveNameArgument, locationArgument } from "../location/index.ts";
import { diffSortKeys, numericIdsOption, patternOptions } from "../options/index.ts";
import { differenceJson, formatDifference } from "../output/index.ts";
import { matchItems } from "./path-matcher.ts";

const parameters = {
  // Borg takes the option and compares names all the same.
  numericIds: numericIdsOption("has no effect: names are compared, where archives hold them"),
  sameChunkerParams: flag(
    ["--same-chunker-params"],
    "take it that both archives were cut alike, and compare chunks instead of contents",
  ),
  sort: flag(["--sort"], "sort by path; old form of ``--sort-by=path``"),
  sortBy: option(
    ["--sort-by"],
    "FIELDS",
    "sort by these fields (see below), with commas between them; ``>`` before a field: largest first",
    diffSortKeys,
    undefined,
    { once: true },
  ),
  contentOnly: flag(["--content-only"], "compare contents only, not owners, modes and times"),
  jsonLines: flag(["--json-lines"], "write a JSON object a line"),
  ...patternOptions,
};

const EPILOG = `Shows what differs between two archives of a repository, one path a line:

  added 2.05 kB path, removed 256 B path      files that only one of them has
  added directory path, removed link path     the same of other kinds
  +4.1 kB -1.0 kB path                        bytes of the chunks that only one has
  modified path                               content that could not be told by chunks
  [-rw-r--r-- -> -rwxr-xr-x] path             mode; owner, ctime and mtime likewise

Archives that were made with other --chunker-params are compared by content, which
takes as long as extracting both. Where you know better, give --same-chunker-params.

Fields for --sort-by:
  path                           the path
  size                           bytes in the second archive, 0 if it is gone
  size_added, size_removed       bytes that came, bytes that went
  size_diff                      the former less the latter
  user, group, uid, gid          owner in the second archive
  ctime, mtime                   times in the second archive
  ctime_diff, mtime_diff         how much later than in the first archive

Patterns: see "borg help patterns".`;

export const command: Command = defineCommand(
  {
    name: "diff",
    summary: "show how two archives differ",
    description: "Compare two archives",
    epilog: EPILOG,
    parameters,
    positionals: {
      location: requiredWord("REPO::ARCHIVE1", "repository and first archive", locationArgument("required")),
      second: requiredWord("ARCHIVE2", "name of the second archive, in the same repository", archiveNameArgument),
      paths: words("PATH", "paths to compare; may be patterns", pathText),
    },
  },
  async (values, run) => {
    const { diff } = await import("@coffer/engine/commands");
    const { sameChunkerParams, contentOnly, considerPartFiles, sort, sortBy, jsonLines } = values;
    const matcher = matchItems(values.patterns, values.paths);
    const format = jsonLines ? differenceJson : formatDifference;
    await diff(
      {
        ...targetOf(values.location, values, run),
        before: archiveOf(values.location),
        after: values.second ?? "",
        sameChunkerParams,
        contentOnly,
        considerPartFiles,
        sortBy: sortBy ?? (sort ? [{ field: "path", descending: false }] : []),
        ...(matcher.isEmpty ? {} : { matches: (path: string) => matcher.match(path) }),
        signal: run.signal,
      },
      run.context,
      (difference) => run.streams.writeOut(format(difference)),
    );
    for (const pattern of matcher.unmatchedIncludes()) {
      run.context.reporter.warn(includePatternNeverMatchedWarning(pattern));
    }
    return 0;
  },
  { bypassesLock: true },
);
