import { check } from "@coffer/engine/commands";
import { archiveSelection } from "./archive-choice.ts";
import { type Command, defineCommand, targetOf } from "./command.ts";
import { flag, option, optionalWord, wholeNumber } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import { ARCHIVE_FILTERS, ARCHIVE_FILTERS_NOTE, archiveFilters } from "../options/index.ts";

const parameters = {
  repositoryOnly: flag(["--repository-only"], "check the repository, not the archives"),
  archivesOnly: flag(["--archives-only"], "check the archives, not the repository"),
  verifyData: flag(
    ["--verify-data"],
    "read, decrypt and verify all data of all archives (not with ``--repository-only``)",
  ),
  repair: flag(["--repair"], "mend what can be mended"),
  saveSpace: flag(["--save-space"], "work with less free space, but slower"),
  maxDuration: option(
    ["--max-duration"],
    "SECONDS",
    "check the repository for SECONDS only, and go on from there the next time (Default: no limit)",
    wholeNumber,
    0,
  ),
  ...archiveFilters,
};

const EPILOG = `Checks in two steps whether everything is as it should be; nothing is changed unless
--repair is given.

First the repository: checksums of all entries in all segments, and the index. Then
the archives: the manifest, the metadata of the archives, and whether every chunk that
they need exists. --verify-data reads all chunks as well and verifies that they are
what was stored; this takes as long as restoring everything.

Checking the archives needs the key; checking the repository does not. With filters
or an archive, only these archives are checked.`;

export const command: Command = defineCommand(
  {
    name: "check",
    summary: "verify a repository and its archives",
    description: "Check whether a repository and its archives are intact",
    epilog: EPILOG,
    parameters,
    positionals: {
      location: optionalWord(
        "REPOSITORY_OR_ARCHIVE",
        "repository or archive to check",
        locationArgument("allowed"),
        "",
      ),
    },
    groupNotes: { [ARCHIVE_FILTERS]: ARCHIVE_FILTERS_NOTE },
  },
  async (values, run) => {
    const { repositoryOnly, archivesOnly, verifyData, repair } = values;
    const { isSound } = await check(
      {
        ...targetOf(values.location, values, run),
        archive: values.location?.archive,
        archives: archiveSelection(values),
        prefix: values.prefix,
        repositoryOnly,
        archivesOnly,
        verifyData,
        repair,
        maxDurationSeconds: values.maxDuration,
      },
      run.context,
    );
    return isSound ? 0 : 1;
  },
  { bypassesLock: true },
);
