import { serve } from "@coffer/engine/commands";
import { type Command, defineCommand } from "./command.ts";
import { flag, list, option, text } from "../arguments/index.ts";
import { standardConnection, systemAccounts, systemInfo } from "../environment/index.ts";
import { storageQuota } from "../options/index.ts";
import { BORG_VERSION } from "../version/index.ts";

const parameters = {
  restrictToPaths: list(
    ["--restrict-to-path"],
    "PATH",
    "give access to repositories in PATH and in all folders below it only; may be given several times",
    text,
  ),
  restrictToRepositories: list(
    ["--restrict-to-repository"],
    "PATH",
    "give access to the repository at PATH only, to none below it; it may be one that the client has yet to make; may be given several times",
    text,
  ),
  appendOnly: flag(
    ["--append-only"],
    "keep everything that was ever stored: deleting archives and pruning still work, but their data stays until somebody on this machine compacts the repository",
  ),
  storageQuota: option(
    ["--storage-quota"],
    "QUOTA",
    "let a repository grow to QUOTA at most (5G, 1.5T), whatever its own setting says; a new repository keeps it as its setting (Default: none)",
    storageQuota,
    undefined,
  ),
};

const EPILOG = `Serves repositories of this machine to one client, over standard input and output. SSH
starts it when a client connects; there is no need to call it by hand.

To decide what a client may do, put the command in front of its key in the file
~/.ssh/authorized_keys of this machine:

  restrict,command="coffer serve --append-only --restrict-to-repository /backup/web"
  ssh-ed25519 AAAA... (all in one line)

Whatever the client asks for then, this command runs. From the client's own command
only the log level, --debug-topic and --lock-wait are taken.`;

export const command: Command = defineCommand(
  {
    name: "serve",
    summary: "serve repositories to another machine",
    description: "Serve repositories of this machine to a client on another one",
    epilog: EPILOG,
    parameters,
    positionals: {},
  },
  async (values, run) => {
    const { restrictToPaths, restrictToRepositories, appendOnly, storageQuota: quota } = values;
    const accounts = systemAccounts();
    const { wasUsed } = await serve(
      {
        connection: standardConnection(run.ending),
        signal: run.ending,
        restrictToPaths,
        restrictToRepositories,
        appendOnly,
        storageQuota: quota,
        version: BORG_VERSION,
        homeOf: (user) => accounts.homeOf(user),
        sysinfo: () => systemInfo(run.env, run.commandLine),
        onJson: () => run.logAsJson(),
      },
      run.context,
    );
    // Borg says it here, not on standard error.
    if (!wasUsed) run.streams.writeOut(`Borg ${BORG_VERSION}: Got connection close before repository was opened.\n`);
    return 0;
  },
  { isServer: true },
);
