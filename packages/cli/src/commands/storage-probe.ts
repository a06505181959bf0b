import { type Command, bucketPlaceOf, defineCommand } from "./command.ts";
import { requiredWord } from "../arguments/index.ts";
import { CommandError } from "@coffer/format/errors";
import { locationArgument } from "../location/index.ts";

const EPILOG = `Finds out what an object store does, and not only what it says it does: sixteen requests
race for the same object, old versions must be refused, what was written must be seen at
once. Some forty small objects are made below the place and removed again.

Ends with 1 if something is missing that repositories need to be safe there, whoever
writes to them. "init" asks the same before it makes a repository, and writers each week.
Where conditional writes are missing, one host alone may write.`;

const SAFETY = {
  "any-host": "Repositories are safe in this store.",
  "one-host": "Repositories are safe in this store as long as one host alone writes to them.",
  none: "Repositories are NOT safe in this store.",
};

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
      location: requiredWord(
        "URL",
        "place in a bucket, such as s3://BUCKET/PREFIX or rclone:REMOTE:PATH",
        locationArgument("refused"),
      ),
    },
  },
  async (values, run) => {
    const { storageProbe } = await import("@coffer/engine/commands");
    const place = values.location && bucketPlaceOf(values.location);
    if (place === undefined)
      throw new CommandError("storage-probe looks at object stores: s3://BUCKET/PREFIX or rclone:REMOTE:PATH");
    const { capabilities, safety } = await storageProbe({ place }, run.context);
    for (const { name, isGiven, use, detail } of capabilities) {
      const verdict = isGiven ? "yes" : use === "told" ? "no" : "NO";
      run.streams.writeOut(`${name.padEnd(NAME_WIDTH)} ${verdict.padEnd(4)} ${detail}\n`);
    }
    run.streams.writeOut(`${SAFETY[safety]}\n`);
    return safety === "any-host" ? 0 : 1;
  },
);
