import { readFileSync } from "node:fs";
import { CancelledByUser } from "@coffer/format/errors";
import { InputInterrupted } from "../environment/index.ts";
import { cacheSettings } from "./cache-settings.ts";
import { type Command, type CommandRun, defineCommand, targetOf } from "./command.ts";
import { flag, option, optionalWord, pathText, text } from "../arguments/index.ts";
import { canonicalPath, keyFileName, locationArgument } from "../location/index.ts";
import { storageQuota } from "../options/index.ts";

const ENCRYPTION_MODES = [
  "none",
  "keyfile",
  "repokey",
  "authenticated",
  "keyfile-blake2",
  "repokey-blake2",
  "authenticated-blake2",
] as const;

const parameters = {
  encryption: option(["-e", "--encryption"], "MODE", "how the repository is encrypted **(required)**", text, "none", {
    required: true,
    choices: ENCRYPTION_MODES,
  }),
  appendOnly: flag(
    ["--append-only"],
    "make an append-only repository: segments are never removed. Archives can still be deleted from the list; " +
      "their data stays until append-only mode is switched off",
  ),
  storageQuota: option(
    ["--storage-quota"],
    "QUOTA",
    "let the repository grow to QUOTA (such as 5G or 1.5T) only. Default: no quota.",
    storageQuota,
    undefined,
  ),
  makeParentDirs: flag(["--make-parent-dirs"], "make missing folders above the repository"),
  importRelatedSecrets: option(
    ["--import-related-secrets"],
    "PATH",
    "take id key and chunk seed from PATH, so that the repository is related to the one they come from",
    pathText,
    undefined,
  ),
};

const EPILOG = `A repository is a folder that holds archives and the data they share. The folder
must not exist yet, or must be empty.

MODE decides what an attacker with access to the folder can read and forge, and
where the key lies:

  none                   no protection at all
  authenticated          data readable, forgery is noticed     key in the repository
  authenticated-blake2   the same, BLAKE2b instead of SHA-256  key in the repository
  repokey                data encrypted and authenticated      key in the repository
  repokey-blake2         the same, BLAKE2b instead of SHA-256  key in the repository
  keyfile                data encrypted and authenticated      key on this machine
  keyfile-blake2         the same, BLAKE2b instead of SHA-256  key on this machine

The key is protected by a passphrase (BORG_PASSPHRASE, BORG_PASSCOMMAND, or asked
for). Without key and passphrase nothing can be restored: keep copies of both.
The mode cannot be changed later.`;

const KEY_NOTICE = `
IMPORTANT: you will need both KEY AND PASSPHRASE to access this repo!

Where the key is, by mode:
- repokey modes: in the repository.
- keyfile modes: in the home folder of this user.

Whatever the mode:
1. Export the key, and keep the file in a safe place away from the repository:
   borg key export           REPOSITORY encrypted-key-backup
   borg key export --paper   REPOSITORY encrypted-key-backup.txt
   borg key export --qr-html REPOSITORY encrypted-key-backup.html
2. Write the passphrase down and keep it in a safe place.
`;

function encryptionMode(text: string): (typeof ENCRYPTION_MODES)[number] {
  return ENCRYPTION_MODES.find((mode) => mode === text) ?? "none";
}

/** Text of the file, or of standard input for `-`. */
function readSecrets(path: string, run: CommandRun): string {
  return path === "-" ? readFileSync(0, "utf8") : run.world.readText(path);
}

export const command: Command = defineCommand(
  {
    name: "init",
    summary: "make a new repository",
    description: "Initialize an empty repository",
    epilog: EPILOG,
    parameters,
    positionals: { location: optionalWord("REPOSITORY", "repository to make", locationArgument("refused"), "") },
  },
  async (values, run) => {
    const { init } = await import("@coffer/engine/commands");
    const { repository } = targetOf(values.location, values, run);
    const secrets = values.importRelatedSecrets;
    const result = await init(
      {
        repository,
        ...(values.location === undefined ? {} : { location: canonicalPath(values.location) }),
        encryption: encryptionMode(values.encryption),
        keyFileName: values.location === undefined ? "" : keyFileName(values.location),
        appendOnly: values.appendOnly,
        storageQuota: values.storageQuota,
        makeParentDirs: values.makeParentDirs,
        relatedSecrets: secrets === undefined ? undefined : { json: readSecrets(secrets, run), path: secrets },
        cache: cacheSettings(run),
      },
      run.context,
    ).catch((error: unknown) => {
      throw error instanceof InputInterrupted ? new CancelledByUser() : error;
    });
    if (result.hasKey) run.logger.log({ level: "warning", message: KEY_NOTICE });
    return 0;
  },
);
