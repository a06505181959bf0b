import { join } from "node:path";
import { CredentialFailed } from "./credential-failed.ts";
import type { CredentialHook } from "./credential-hook.ts";
import { readSecret } from "./read-secret.ts";

const DEFAULT_FOLDER = "/run/secrets";

/** A secret that Docker or Podman has put into this container. */
export const container: CredentialHook = {
  name: "container",
  usage: "NAME",
  wordCount: 1,
  load(words, configuration, system) {
    const [name = ""] = words;
    if (!/^\w+$/.test(name)) throw new CredentialFailed(`Cannot load invalid secret name: "${name}"`);
    const folder = configuration.container?.secrets_directory ?? DEFAULT_FOLDER;
    return readSecret(join(folder, name), configuration, system);
  },
};
