import { splitShell } from "@coffer/cli/text";
import { CredentialFailed } from "./credential-failed.ts";
import type { CredentialHook } from "./credential-hook.ts";
import { printedSecret } from "./read-secret.ts";

/** A secret of 1Password, by its reference `op://VAULT/ITEM/FIELD`. */
export const onepassword: CredentialHook = {
  name: "onepassword",
  usage: "op://VAULT/ITEM/FIELD",
  wordCount: 1,
  load([reference = ""], configuration, system) {
    if (!reference.startsWith("op://"))
      throw new CredentialFailed(`Cannot load invalid 1Password secret reference: "${reference}"`);
    const command = splitShell(configuration.onepassword?.op_command ?? "op");
    return printedSecret([...command, "read", "--no-newline", reference], system);
  },
};
