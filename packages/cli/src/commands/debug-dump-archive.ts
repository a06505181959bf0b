import type { MsgpackValue } from "@coffer/format/bytes";
import { archiveOf, type Command, defineCommand, targetOf } from "./command.ts";
import { requiredWord, text } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import { readableValue } from "../output/index.ts";
import { dumpJson, quoteJson } from "../text/index.ts";
import { OutputFile } from "./output-file.ts";

const EPILOG = `Writes what the manifest says of the archive, its own metadata and its items, to PATH
(- is standard output). Bytes that are no text are shown in hexadecimal, behind a DEL.`;

export const command: Command = defineCommand(
  {
    name: "debug dump-archive",
    summary: "write the metadata of an archive as JSON",
    description: "Write the metadata of an archive as JSON",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: requiredWord("ARCHIVE", "archive to dump", locationArgument("required")),
      path: requiredWord("PATH", "file to write", text),
    },
  },
  async (values, run) => {
    const { dumpArchive } = await import("@coffer/engine/commands");
    const archive = archiveOf(values.location);
    let output: OutputFile | undefined;
    let separator = "";
    const write = (piece: string): void => {
      // The file is not touched before it is known that there is such an archive.
      output ??= new OutputFile(values.path ?? "-", run);
      output.write(piece);
    };
    try {
      await dumpArchive({ ...targetOf(values.location, values, run), archive }, run.context, {
        entry: (entry) => write(`{\n    "_name": ${quoteJson(archive)},\n    "_manifest_entry":\n${block(entry)},\n`),
        metadata: (metadata) => write(`    "_meta":\n${block(metadata)},\n    "_items": [\n`),
        item: (item) => {
          write(separator + block(item));
          separator = ",\n";
        },
      });
      write("\n    ]\n}\n");
    } finally {
      output?.close();
    }
    return 0;
  },
);

/** As JSON, all of it indented by one level. */
function block(value: MsgpackValue): string {
  return dumpJson(readableValue(value), { indent: 4 }).replace(/^/gm, "    ");
}
