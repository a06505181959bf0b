import { type Command, defineCommand, targetOf } from "./command.ts";
import { optionalWord } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";

const EPILOG = `For repositories that Attic, or Borg before 1.0, made in the mode "passphrase". Their
secrets are computed from the passphrase, which could never be changed.

This command asks for that passphrase, and stores the secrets as a key in the repository
(mode repokey), sealed with a new passphrase: BORG_NEW_PASSPHRASE, BORG_PASSPHRASE, or one
that is asked for. The secrets stay what they are: whoever knows the old passphrase can
still compute them.`;

export const command: Command = defineCommand(
  {
    name: "key migrate-to-repokey",
    summary: "leave the passphrase mode of old days",
    description: "Turn a repository of the mode passphrase into one of the mode repokey",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: optionalWord("REPOSITORY", "repository to change", locationArgument("refused"), ""),
    },
  },
  async (values, run) => {
    const { migrateToRepokey } = await import("@coffer/engine/commands");
    await migrateToRepokey(targetOf(values.location, values, run), run.context);
    run.logger.log({ level: "info", message: "Key updated" });
    return 0;
  },
);
