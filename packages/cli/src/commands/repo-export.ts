import { requiredWord } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import { type Command, defineCommand } from "./command.ts";
import { awayFrom, COPY_EPILOG, copyOptions, filesPlaceOf, folderOf, runCopy } from "./copy-files.ts";

const EPILOG = `Copies a repository out of an object store into a folder, which is a repository of Borg
then, with the same files byte for byte. What is copied is what was committed last, whoever
writes meanwhile.

${COPY_EPILOG}`;

export const command: Command = defineCommand(
  {
    name: "repo-export",
    summary: "copy a repository from an object store into a folder",
    description: "Copy a repository from an object store into a folder",
    epilog: EPILOG,
    parameters: copyOptions,
    positionals: {
      source: requiredWord("URL", "repository, such as s3://BUCKET/PREFIX", locationArgument("refused")),
      target: requiredWord("DIR", "folder; a new one, or a copy of before", locationArgument("refused")),
    },
  },
  async (values, run) => {
    const source = awayFrom(await filesPlaceOf(values.source, values, run));
    return runCopy(source, folderOf(await filesPlaceOf(values.target, values, run)), values, run);
  },
  { bypassesLock: true },
);
