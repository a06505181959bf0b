import { join } from "node:path";
import { splitShell } from "@coffer/cli/text";
import { CredentialFailed } from "./credential-failed.ts";
import type { CredentialHook } from "./credential-hook.ts";
import { printedSecret, readSecret } from "./read-secret.ts";

const DEFAULT_COMMAND = "systemd-creds";
const DEFAULT_STORE = "/etc/credstore.encrypted";

/** A secret that systemd hands to a service; outside of one it is decrypted from the store. */
export const systemd: CredentialHook = {
  name: "systemd",
  usage: "NAME",
  wordCount: 1,
  load(words, configuration, system) {
    const [name = ""] = words;
    if (!/^[\w.-]+$/.test(name)) throw new CredentialFailed(`Cannot load invalid credential name "${name}"`);
    const folder = system.env["CREDENTIALS_DIRECTORY"];
    if (folder) return readSecret(join(folder, name), configuration, system);
    const { systemd_creds_command, encrypted_credentials_directory } = configuration.systemd ?? {};
    const command = splitShell(systemd_creds_command ?? DEFAULT_COMMAND);
    return printedSecret([...command, "decrypt", join(encrypted_credentials_directory ?? DEFAULT_STORE, name)], system);
  },
};
