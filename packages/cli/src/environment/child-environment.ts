import type { Env } from "./folders.ts";

/** Environment of a program that we start: ours without the passphrase, and with the version of Borg. */
export function childEnvironment(env: Env, version: string): Record<string, string | undefined> {
  const child: Record<string, string | undefined> = { ...env, BORG_VERSION: version };
  delete child["BORG_PASSPHRASE"];
  return child;
}
