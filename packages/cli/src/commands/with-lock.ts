import { type Command, defineCommand, targetOf } from "./command.ts";
import { requiredWord, restWords, text } from "../arguments/index.ts";
import { childEnvironment } from "../environment/index.ts";
import { locationArgument } from "../location/index.ts";
import { BORG_VERSION } from "../version/index.ts";

const EPILOG = `Takes the lock of the repository, runs COMMAND with its arguments, releases the lock and
ends with the exit code of COMMAND. Nobody else can change the repository meanwhile, so
that it can be copied:

  borg with-lock /mnt/repo rsync -a /mnt/repo /mnt/copy

COMMAND must not use the repository by way of Borg: it is locked. A copy contains the
lock, too: run "borg break-lock" on it before its first use.

The passphrase is not handed to COMMAND (BORG_PASSPHRASE is removed).`;

export const command: Command = defineCommand(
  {
    name: "with-lock",
    summary: "run a program while the repository is locked",
    description: "Run a program while nobody else can change the repository",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: requiredWord("REPOSITORY", "repository to lock", locationArgument("refused")),
      command: requiredWord("COMMAND", "program to run", text),
      args: restWords("ARGS", "its arguments"),
    },
  },
  async (values, run) => {
    const { withLock } = await import("@coffer/engine/commands");
    const { exitCode } = await withLock(
      {
        ...targetOf(values.location, values, run),
        command: [values.command ?? "", ...values.args],
        env: childEnvironment(run.env, BORG_VERSION),
        signal: run.ending,
      },
      run.context,
    );
    return exitCode;
  },
);
