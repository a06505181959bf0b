import { type Command, bucketPlaceOf, defineCommand } from "./command.ts";
import { requiredWord } from "../arguments/index.ts";
import { CommandError } from "@coffer/format/errors";
import { locationArgument } from "../location/index.ts";

const EPILOG = `Finds out what an object store does, and not only what it says it does: sixteen requests
race for the same object, old versions must be refused, what was written must be seen at
once. Some forty small objects are made below the place and removed again.

Ends with 1 if something is missing that repositories need to be safe there. "init" asks
the same before it makes a repository.`;

/** Columns of the names. */
const NAME_WIDTH = 36;

export const command: Command = defineCommand(
  {
    name: "storage-probe",
    summary: "find out what an object store can do",
    description: "Find out whether repositories are safe in an object store",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: requiredWord("URL", "place in a bucket, such as s3://BUCKET/PREFIX", locationArgument("refused")),
    },
  },
  async (values, run) => {
    const { storageProbe } = await import("@coffer/engine/commands");
    const place = values.location && bucketPlaceOf(values.location);
    if (place === undefined) throw new CommandError("storage-probe looks at object stores: s3://BUCKET/PREFIX");
    const { capabilities, isSafe } = await storageProbe({ place }, run.context);
    for (const { name, isGiven, isNeeded, detail } of capabilities) {
      const verdict = isGiven ? "yes" : isNeeded ? "NO" : "no";
      run.streams.writeOut(`${name.padEnd(NAME_WIDTH)} ${verdict.padEnd(4)} ${detail}\n`);
    }
    return isSafe ? 0 : 1;
  },
);
