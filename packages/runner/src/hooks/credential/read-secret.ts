import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expandHome, runCommand, type System } from "../../system/index.ts";
import type { DataSourceConfiguration } from "../data-source/configuration.ts";
import { CredentialFailed } from "./credential-failed.ts";

/**
 * Text of the file at `path`, without the line breaks at its end.
 *
 * @param path A leading `~` is the user's home; relative paths count from the configuration's working directory.
 * @throws {CredentialFailed} If it cannot be read.
 */
export async function readSecret(
  path: string,
  { working_directory }: DataSourceConfiguration,
  system: System,
): Promise<string> {
  const folder = resolve(system.cwd, expandHome(working_directory ?? "", system));
  const absolute = resolve(folder, expandHome(path, system));
  try {
    return withoutLineBreaks(await readFile(absolute, "utf8"));
  } catch (cause) {
    throw new CredentialFailed(`Cannot load credential from ${absolute}: ${errorText(cause)}`, { cause });
  }
}

/**
 * What a program prints, without the line breaks at its end. It may ask at the terminal.
 *
 * @throws {CredentialFailed} If it cannot be started or fails.
 */
export async function printedSecret(words: readonly string[], { env, cwd }: System): Promise<string> {
  const program = words[0] ?? "";
  const result = await runCommand(words, { env, cwd, interactive: true }).catch((cause: unknown) => {
    throw new CredentialFailed(`Cannot load credential: ${program} cannot be run: ${errorText(cause)}`, { cause });
  });
  if (result.code !== 0) throw new CredentialFailed(`Cannot load credential: ${program} exited with ${result.code}`);
  return withoutLineBreaks(result.stdout);
}

function withoutLineBreaks(text: string): string {
  return text.replace(/[\r\n]+$/, "");
}

function errorText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
