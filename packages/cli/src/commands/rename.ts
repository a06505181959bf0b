import { cacheSettings } from "./cache-settings.ts";
import { type Command, archiveOf, defineCommand, targetOf } from "./command.ts";
import { requiredWord } from "../arguments/index.ts";
import { archiveNameArgument, locationArgument } from "../location/index.ts";

const EPILOG = `Gives an archive another name. Its id changes, too; what is in it stays as it is.`;

export const command: Command = defineCommand(
  {
    name: "rename",
    summary: "give an archive another name",
    description: "Rename an archive",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: requiredWord("ARCHIVE", "archive to rename", locationArgument("required")),
      newName: requiredWord("NEWNAME", "its new name", archiveNameArgument),
    },
  },
  async (values, run) => {
    const { rename } = await import("@coffer/engine/commands");
    await rename(
      {
        ...targetOf(values.location, values, run),
        archive: archiveOf(values.location),
        newName: values.newName ?? "",
        cache: cacheSettings(run),
      },
      run.context,
    );
    return 0;
  },
);
