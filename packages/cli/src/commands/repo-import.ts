import { requiredWord } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import { type Command, defineCommand } from "./command.ts";
import { awayFrom, COPY_EPILOG, copyOptions, filesPlaceOf, folderOf, runCopy } from "./copy-files.ts";

const EPILOG = `Copies a repository from a folder into an object store, with the same files byte for byte.
The repository may be one of Borg's; it is locked against changes meanwhile. The store is
asked first whether repositories are safe there: see "storage-probe".

${COPY_EPILOG}`;

export const command: Command = defineCommand(
  {
    name: "repo-import",
    summary: "copy a repository from a folder into an object store",
    description: "Copy a repository from a folder into an object store",
    epilog: EPILOG,
    parameters: copyOptions,
    positionals: {
      source: requiredWord("DIR", "folder of a repository", locationArgument("refused")),
      target: requiredWord("URL", "place of the copy, such as s3://BUCKET/PREFIX", locationArgument("refused")),
    },
  },
  async (values, run) => {
    const source = folderOf(await filesPlaceOf(values.source, values, run));
    return runCopy(source, awayFrom(await filesPlaceOf(values.target, values, run)), values, run);
  },
  { bypassesLock: true },
);
