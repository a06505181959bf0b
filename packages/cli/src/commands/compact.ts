import { compact } from "@coffer/engine/commands";
import { type Command, defineCommand, targetOf } from "./command.ts";
import { flag, option, optionalWord, wholeNumber } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";

const parameters = {
  dryRun: flag(["-n", "--dry-run"], "do nothing"),
  cleanupCommits: flag(["--cleanup-commits"], "remove segment files of 17 bytes that hold a commit only"),
  threshold: option(
    ["--threshold"],
    "PERCENT",
    "rewrite segments of which at least PERCENT is unused (Default: 10)",
    wholeNumber,
    10,
  ),
};

const EPILOG = `Frees the space of data that no archive needs any more: segments with enough unused
data are rewritten without it. Deleting and pruning free nothing by themselves.

Run it after prune or delete, as often as the space is wanted back. The log level
"info" tells how much was freed. --cleanup-commits is needed once for repositories
that were used by Borg before 1.2.`;

export const command: Command = defineCommand(
  {
    name: "compact",
    summary: "free unused space in a repository",
    description: "Free the space that deleted archives have left in the segments of a repository",
    epilog: EPILOG,
    parameters,
    positionals: { location: optionalWord("REPOSITORY", "repository to compact", locationArgument("refused"), "") },
  },
  async (values, run) => {
    const { dryRun, threshold, cleanupCommits } = values;
    await compact({ ...targetOf(values.location, values, run), dryRun, threshold, cleanupCommits }, run.context);
    return 0;
  },
);
