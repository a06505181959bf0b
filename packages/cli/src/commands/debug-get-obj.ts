import { writeFileSync } from "node:fs";
import { ObjectNotFound, RTError } from "@coffer/format/errors";
import { type Command, defineCommand, targetOf } from "./command.ts";
import { fileName } from "./dump-file.ts";
import { parseObjectId } from "./object-id.ts";
import { requiredWord, text } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";

const EPILOG = `Writes the object of this id to the file PATH, still compressed and encrypted.`;

export const command: Command = defineCommand(
  {
    name: "debug get-obj",
    summary: "write an object to a file",
    description: "Write an object, as it is stored, to a file",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: requiredWord("REPOSITORY", "repository to read", locationArgument("refused")),
      id: requiredWord("ID", "id of the object, in hexadecimal", text),
      path: requiredWord("PATH", "file to write", text),
    },
  },
  async (values, run) => {
    const { getObject } = await import("@coffer/engine/commands");
    const hex = values.id ?? "";
    const id = parseObjectId(hex);
    const data = await getObject({ ...targetOf(values.location, values, run), id }, run.context).catch(
      (error: unknown) => {
        throw error instanceof ObjectNotFound ? new RTError(`object ${hex} not found.`) : error;
      },
    );
    writeFileSync(fileName(values.path ?? ""), data);
    run.streams.writeOut(`object ${hex} fetched.\n`);
    return 0;
  },
);
