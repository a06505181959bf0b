import { type Command, defineCommand, targetOf } from "./command.ts";
import { requiredWord, text } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import { readableValue } from "../output/index.ts";
import { dumpJson } from "../text/index.ts";
import { writeOutput } from "./output-file.ts";

const EPILOG = `Writes the manifest of the repository to PATH (- is standard output). Bytes that are no
text are shown in hexadecimal, behind a DEL.`;

export const command: Command = defineCommand(
  {
    name: "debug dump-manifest",
    summary: "write the manifest as JSON",
    description: "Write the manifest as JSON",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: requiredWord("REPOSITORY", "repository to dump", locationArgument("refused")),
      path: requiredWord("PATH", "file to write", text),
    },
  },
  async (values, run) => {
    const { dumpManifest } = await import("@coffer/engine/commands");
    const manifest = await dumpManifest(targetOf(values.location, values, run), run.context);
    writeOutput(values.path ?? "-", dumpJson(readableValue(manifest), { indent: 4 }), run);
    return 0;
  },
);
