import { requiredWord } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import { type Command, defineCommand } from "./command.ts";
import { COPY_EPILOG, copyOptions, filesPlaceOf, runCopy } from "./copy-files.ts";

const EPILOG = `Makes TARGET what SOURCE is: folders, also by SFTP, and object stores, in any pair. What
SOURCE has not any more is removed from TARGET. Repositories that "borg serve" gives access
to (ssh://) have no files that could be copied; run this command on that machine.

${COPY_EPILOG}`;

export const command: Command = defineCommand(
  {
    name: "repo-sync",
    summary: "bring a copy of a repository up to date",
    description: "Make a copy of a repository, or bring one up to date",
    epilog: EPILOG,
    parameters: copyOptions,
    positionals: {
      source: requiredWord("SOURCE", "repository to copy", locationArgument("refused")),
      target: requiredWord("TARGET", "place of the copy", locationArgument("refused")),
    },
  },
  async (values, run) => {
    const source = await filesPlaceOf(values.source, values, run);
    return runCopy(source, await filesPlaceOf(values.target, values, run), values, run);
  },
  { bypassesLock: true },
);
