import { type Command, defineCommand, targetOf } from "./command.ts";
import { optionalWord } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";

const EPILOG = `Removes the locks of a repository and of its cache. Locks that a dead process of this
machine has left are removed without this command, too.

Use it only when no Borg or Coffer works with the repository, on any machine: two
writers at once destroy it.`;

export const command: Command = defineCommand(
  {
    name: "break-lock",
    summary: "remove the locks of a repository and its cache",
    description: "Remove the locks of a repository that a dead process has left",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: optionalWord("REPOSITORY", "repository whose locks to remove", locationArgument("refused"), ""),
    },
  },
  async (values, run) => {
    const { breakLock } = await import("@coffer/engine/commands");
    await breakLock({ repository: targetOf(values.location, values, run).repository }, run.context);
    return 0;
  },
);
