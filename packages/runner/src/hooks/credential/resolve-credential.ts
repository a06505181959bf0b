import { splitShell } from "@coffer/cli/text";
import type { System } from "../../system/index.ts";
import type { DataSourceConfiguration } from "../data-source/configuration.ts";
import { container } from "./container.ts";
import { CredentialFailed } from "./credential-failed.ts";
import type { CredentialHook } from "./credential-hook.ts";
import { file } from "./file.ts";
import { keepassxc } from "./keepassxc.ts";
import { onepassword } from "./onepassword.ts";
import { systemd } from "./systemd.ts";

const HOOKS: readonly CredentialHook[] = [container, file, keepassxc, onepassword, systemd];
const CREDENTIAL = /^\{credential(?: +(.*))?\}/;

/** Secrets that a run has asked for: nobody is to type one twice. */
const loadedBySystem = new WeakMap<System, Map<string, Promise<string>>>();

/**
 * The secret that a value `{credential HOOK WORDS…}` stands for; any other text is returned as it is. Each secret is loaded once for each
 * `system`.
 *
 * @throws {CredentialFailed} If the text names no hook, or the hook has no such secret.
 */
export async function resolveCredential(
  text: string,
  configuration: DataSourceConfiguration,
  system: System,
): Promise<string> {
  const found = CREDENTIAL.exec(text);
  if (found === null) return text;
  const loaded = loadedBySystem.get(system) ?? new Map<string, Promise<string>>();
  loadedBySystem.set(system, loaded);
  const key = JSON.stringify([text, configuration.working_directory]);
  const secret = loaded.get(key) ?? load(text, found[1] ?? "", configuration, system);
  loaded.set(key, secret);
  return await secret;
}

async function load(
  text: string,
  hookAndWords: string,
  configuration: DataSourceConfiguration,
  system: System,
): Promise<string> {
  const [name = "", ...words] = splitShell(hookAndWords);
  const hook = HOOKS.find((candidate) => candidate.name === name);
  if (hook === undefined) {
    const names = HOOKS.map((candidate) => candidate.name).join(", ");
    throw new CredentialFailed(`Cannot load credential "${text}": after "credential" comes one of ${names}`);
  }
  if (words.length !== hook.wordCount) {
    throw new CredentialFailed(`Cannot load credential "${text}": write {credential ${hook.name} ${hook.usage}}`);
  }
  return await hook.load(words, configuration, system);
}
