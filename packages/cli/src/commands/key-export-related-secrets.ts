import { type Command, defineCommand, targetOf } from "./command.ts";
import { optionalWord, pathText } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import { writeOutput } from "./output-file.ts";

const EPILOG = `Saves the id key and the chunk seed of a repository. A repository that is made with them
("borg init --import-related-secrets") cuts and names its chunks in the same way, but has
encryption keys of its own: archives can be moved between the two later on. Both must make
their ids in the same way, with HMAC-SHA256 or with BLAKE2b.

The file is not sealed. Whoever has it can test whether a repository holds a known file:
remove it as soon as it was used.

Without PATH, or with -, the secrets go to standard output.`;

/** Readable by its owner only, whatever the umask says. */
const SECRET_FILE_MODE = 0o600;

export const command: Command = defineCommand(
  {
    name: "key export-related-secrets",
    summary: "save what related repositories share",
    description: "Save the secrets that make another repository a related one",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: optionalWord("REPOSITORY", "repository whose secrets to save", locationArgument("refused"), ""),
      path: optionalWord("PATH", "file to write", pathText),
    },
  },
  async (values, run) => {
    const { exportRelatedSecrets } = await import("@coffer/engine/commands");
    const secrets = await exportRelatedSecrets(targetOf(values.location, values, run), run.context);
    writeOutput(values.path ?? "-", secrets, run, SECRET_FILE_MODE);
    return 0;
  },
);
