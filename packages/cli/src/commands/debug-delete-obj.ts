import { type Command, defineCommand, targetOf } from "./command.ts";
import { tryObjectId } from "./object-id.ts";
import { requiredWord, someWords, text } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";

const EPILOG = `Deletes the objects of these ids, whoever needs them: archives that do are damaged then.`;

export const command: Command = defineCommand(
  {
    name: "debug delete-obj",
    summary: "delete objects",
    description: "Delete objects of a repository",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: requiredWord("REPOSITORY", "repository to change", locationArgument("refused")),
      ids: someWords("IDs", "ids of the objects, in hexadecimal", text),
    },
  },
  async (values, run) => {
    const { deleteObjects } = await import("@coffer/engine/commands");
    const wanted = values.ids.map(tryObjectId);
    const ids = wanted.filter((id) => id !== undefined);
    const found = await deleteObjects({ ...targetOf(values.location, values, run), ids }, run.context);
    for (const [index, hex] of values.ids.entries()) {
      const state = wanted[index] === undefined ? "is invalid" : found.shift() === true ? "deleted" : "not found";
      run.streams.writeOut(`object${wanted[index] === undefined ? " id" : ""} ${hex} ${state}.\n`);
    }
    run.streams.writeOut("Done.\n");
    return 0;
  },
);
