import type { CredentialHook } from "./credential-hook.ts";
import { readSecret } from "./read-secret.ts";

/** A secret in a file of its own. */
export const file: CredentialHook = {
  name: "file",
  usage: "PATH",
  wordCount: 1,
  load: ([path = ""], configuration, system) => readSecret(path, configuration, system),
};
