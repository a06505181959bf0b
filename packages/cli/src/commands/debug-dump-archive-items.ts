import { toHex } from "@coffer/format/bytes";
import { archiveOf, type Command, defineCommand, targetOf } from "./command.ts";
import { dumpFile } from "./dump-file.ts";
import { requiredWord } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";

const EPILOG = `Writes each chunk of the archive's item stream, decrypted and decompressed, to a file
of the current folder: NUMBER_ID.items.`;

export const command: Command = defineCommand(
  {
    name: "debug dump-archive-items",
    summary: "write the item stream of an archive to files",
    description: "Write the item stream of an archive to files",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: requiredWord("ARCHIVE", "archive to dump", locationArgument("required")),
    },
  },
  async (values, run) => {
    const { dumpArchiveItems } = await import("@coffer/engine/commands");
    const options = { ...targetOf(values.location, values, run), archive: archiveOf(values.location) };
    await dumpArchiveItems(options, run.context, (index, id, plaintext) => {
      const name = `${String(index).padStart(6, "0")}_${toHex(id)}.items`;
      dumpFile(name, plaintext, run);
    });
    run.streams.writeOut("Done.\n");
    return 0;
  },
);
