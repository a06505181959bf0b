import { type Command, defineCommand, targetOf } from "./command.ts";
import { optionalWord } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";

const EPILOG = `Seals the key with another passphrase: BORG_NEW_PASSPHRASE, or one that is asked for.

Copies of the key from before ("borg key export", backups of the repository) can still
be opened by the old passphrase. What the key itself consists of stays the same: whoever
had key and passphrase can read the repository as before.`;

export const command: Command = defineCommand(
  {
    name: "key change-passphrase",
    summary: "change the passphrase",
    description: "Change the passphrase of the key of a repository",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: optionalWord("REPOSITORY", "repository whose passphrase to change", locationArgument("refused"), ""),
    },
  },
  async (values, run) => {
    const { changePassphrase } = await import("@coffer/engine/commands");
    const { keyLocation } = await changePassphrase(targetOf(values.location, values, run), run.context);
    run.logger.log({ level: "info", message: "Key updated" });
    run.logger.log({ level: "info", message: `Key location: ${keyLocation}` });
    return 0;
  },
);
