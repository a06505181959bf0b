import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { storedKey, type StoredKey } from "../audit/index.ts";
import type { ActionContext } from "./action-context.ts";
import { ActionError } from "./action-error.ts";
import type { KeyExportFlags, KeyImportFlags } from "./action-flags.ts";
import { commonOptions, flag } from "./borg-options.ts";

/** Standard input or output instead of a file. */
const STANDARD_STREAM = "-";

/**
 * Saves the key to a new file, or shows it.
 *
 * @throws {ActionError} If the file exists.
 */
export async function exportKey(context: ActionContext, flags: KeyExportFlags): Promise<void> {
  const { repository, borg, log, workingDirectory } = context;
  const path = flags.path === undefined || flags.path === STANDARD_STREAM ? undefined : flags.path;
  if (path !== undefined && existsSync(resolve(workingDirectory, path))) {
    throw new ActionError(`${path} exists already; a key is not written over it`);
  }
  if (skips(context, "key export")) return;
  log.info("Exporting the key of the repository");
  await borg.run({
    command: ["key", "export"],
    options: [
      ...flag("--paper", flags.paper),
      ...flag("--qr-html", flags.qrHtml),
      ...commonOptions(context, { logJson: path !== undefined, extra: "key_export" }),
    ],
    positionals: path === undefined ? [repository.path] : [repository.path, path],
    output: path === undefined ? { kind: "terminal" } : { kind: "log", level: "answer" },
  });
}

/** The key as it is stored now. It goes to no file and no log. */
export async function readStoredKey(context: ActionContext): Promise<StoredKey> {
  const { text } = await context.borg.run({
    command: ["key", "export"],
    options: commonOptions(context, { verbosity: false, extra: "key_export" }),
    positionals: [context.repository.path],
    output: { kind: "capture" },
  });
  return storedKey(text);
}

/**
 * Loads the key from a file or from standard input.
 *
 * @throws {ActionError} If there is no such file.
 */
export async function importKey(context: ActionContext, flags: KeyImportFlags): Promise<void> {
  const { repository, borg, log, workingDirectory } = context;
  const path = flags.path ?? STANDARD_STREAM;
  if (path !== STANDARD_STREAM && !existsSync(resolve(workingDirectory, path))) {
    throw new ActionError(`${path} does not exist`);
  }
  if (skips(context, "key import")) return;
  log.info("Importing the key of the repository");
  await borg.run({
    command: ["key", "import"],
    options: [...flag("--paper", flags.paper), ...commonOptions(context, { extra: "key_import" })],
    positionals: [repository.path, path],
    output: { kind: "log", level: "info" },
  });
}

/** Has Borg ask for the old passphrase and a new one. */
export async function changePassphrase(context: ActionContext): Promise<void> {
  const { repository, borg, log } = context;
  if (skips(context, "key change-passphrase")) return;
  log.info("Changing the passphrase of the repository");
  await borg.run({
    command: ["key", "change-passphrase"],
    options: commonOptions(context, { logJson: false, extra: "key_change_passphrase" }),
    positionals: [repository.path],
    output: { kind: "terminal" },
    // with a passphrase at hand, Borg would take it for the new one as well
    withoutPassphrase: true,
  });
  log.answer("Remember to change encryption_passphrase, or where it comes from, as well");
}

function skips({ dryRun, log }: ActionContext, action: string): boolean {
  if (dryRun) log.info(`Skipping ${action} (dry run)`);
  return dryRun;
}
