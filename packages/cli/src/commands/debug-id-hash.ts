import { readFileSync } from "node:fs";
import { toHex } from "@coffer/format/bytes";
import { type Command, defineCommand, targetOf } from "./command.ts";
import { fileName } from "./dump-file.ts";
import { requiredWord, text } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";

const EPILOG = `Prints the id that the repository's key gives to the content of the file PATH.`;

export const command: Command = defineCommand(
  {
    name: "debug id-hash",
    summary: "print the id that a content has",
    description: "Print the id that an object of this content has",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: requiredWord("REPOSITORY", "repository whose key to use", locationArgument("refused")),
      path: requiredWord("PATH", "file with the content", text),
    },
  },
  async (values, run) => {
    const { hashId } = await import("@coffer/engine/commands");
    const plaintext = readFileSync(fileName(values.path ?? ""));
    const id = await hashId({ ...targetOf(values.location, values, run), plaintext }, run.context);
    run.streams.writeOut(`${toHex(id)}\n`);
    return 0;
  },
);
