import { toHex } from "@coffer/format/bytes";
import { type Command, defineCommand, targetOf } from "./command.ts";
import { dumpFile } from "./dump-file.ts";
import { flag, option, positiveNumber, requiredWord } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";

const parameters = {
  ghost: flag(["--ghost"], "all that the log holds: deleted, superseded and uncommitted objects as well"),
  segment: option(["--segment"], "SEG", "with --ghost: this segment only", positiveNumber, undefined),
  offset: option(["--offset"], "OFFS", "with --ghost: the entry at this offset only", positiveNumber, undefined),
};

const EPILOG = `Writes each object, decrypted and decompressed, to a file of the current folder:
NUMBER_ID.obj, in the order of the log.

With --ghost it is everything that the log holds, deleted and superseded objects and
the marks of deletions and commits as well: NUMBER_SEGMENT_OFFSET_KIND_ID.obj. This
needs neither the index nor a manifest.`;

export const command: Command = defineCommand(
  {
    name: "debug dump-repo-objs",
    summary: "write all objects of a repository to files",
    description: "Write all objects of a repository to files",
    epilog: EPILOG,
    parameters,
    positionals: {
      location: requiredWord("REPOSITORY", "repository to dump", locationArgument("refused")),
    },
  },
  async (values, run) => {
    const { dumpLog, dumpObjects } = await import("@coffer/engine/commands");
    const target = targetOf(values.location, values, run);
    let number = 0;
    const dump = (parts: readonly (string | number)[], plaintext: Uint8Array): void => {
      dumpFile(`${[String(number).padStart(8, "0"), ...parts].join("_")}.obj`, plaintext, run);
      number += 1;
    };
    if (values.ghost) {
      const { segment, offset } = values;
      await dumpLog({ ...target, segment, offset }, run.context, (entry, plaintext) => {
        const id = entry.id === undefined ? [] : [toHex(entry.id)];
        dump([entry.segment, entry.offset, entry.tag, ...id], plaintext);
      });
    } else await dumpObjects(target, run.context, (id, plaintext) => dump([toHex(id)], plaintext));
    run.streams.writeOut("Done.\n");
    return 0;
  },
);
