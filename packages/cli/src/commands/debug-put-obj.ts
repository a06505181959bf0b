import { readFileSync } from "node:fs";
import { type Command, defineCommand, targetOf } from "./command.ts";
import { fileName } from "./dump-file.ts";
import { parseObjectId } from "./object-id.ts";
import { requiredWord, text } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";

const EPILOG = `Stores the content of the file PATH, as it is, under this id. Nothing checks whether it is
compressed and encrypted as it should be: what is there already is replaced.`;

export const command: Command = defineCommand(
  {
    name: "debug put-obj",
    summary: "store a file as an object",
    description: "Store the content of a file as an object",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: requiredWord("REPOSITORY", "repository to change", locationArgument("refused")),
      id: requiredWord("ID", "id of the object, in hexadecimal", text),
      path: requiredWord("PATH", "file to read", text),
    },
  },
  async (values, run) => {
    const { putObject } = await import("@coffer/engine/commands");
    const data = readFileSync(fileName(values.path ?? ""));
    const hex = values.id ?? "";
    const id = parseObjectId(hex);
    await putObject({ ...targetOf(values.location, values, run), id, data }, run.context);
    run.streams.writeOut(`object ${hex} put.\n`);
    return 0;
  },
);
