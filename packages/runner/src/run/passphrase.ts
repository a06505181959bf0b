import { splitShell } from "@coffer/cli/text";
import type { Configuration } from "../config/index.ts";
import { resolveCredential } from "../hooks/index.ts";
import { type System, runCommand } from "../system/index.ts";

/**
 * Makes what finds the passphrase of a configuration: its own, or what its command prints, which runs once.
 *
 * @returns A function that finds nothing if the configuration says nothing: then Borg looks for itself.
 */
export function passphraseFinder(configuration: Configuration, system: System): () => Promise<string | undefined> {
  const { encryption_passphrase: passphrase, encryption_passcommand: command } = configuration;
  if (passphrase !== undefined) return async () => await resolveCredential(passphrase, configuration, system);
  if (command === undefined) return async () => await Promise.resolve(undefined);
  let printed: Promise<string> | undefined;
  return async () => await (printed ??= printPassphrase(command, system));
}

/** @throws {Error} If the command fails. */
async function printPassphrase(command: string, system: System): Promise<string> {
  const { env, cwd } = system;
  const { code, stdout } = await runCommand(splitShell(command), { env, cwd, interactive: true });
  if (code !== 0) throw new Error(`encryption_passcommand has failed with exit code ${code}: ${command}`);
  return stdout.replace(/\n+$/, "");
}
