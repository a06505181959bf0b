import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { splitShell } from "@coffer/cli/text";
import { expandHome } from "../../system/index.ts";
import { CredentialFailed } from "./credential-failed.ts";
import type { CredentialHook } from "./credential-hook.ts";
import { printedSecret } from "./read-secret.ts";

/** In place of a database: ask KeePassXC as it runs, by the desktop's secret service. */
const SECRET_SERVICE = "secret-service";

/** The password of an entry of a KeePassXC database. */
export const keepassxc: CredentialHook = {
  name: "keepassxc",
  usage: "DATABASE ENTRY",
  wordCount: 2,
  load([database = "", entry = ""], configuration, system) {
    const options = configuration.keepassxc ?? {};
    if (database === SECRET_SERVICE) {
      const secretTool = splitShell(options.secret_tool_command ?? "secret-tool");
      return printedSecret([...secretTool, "lookup", "Path", entry], system);
    }
    const path = resolve(system.cwd, expandHome(database, system));
    if (!existsSync(path)) throw new CredentialFailed(`KeePassXC database path does not exist: ${database}`);
    const words = [
      ...splitShell(options.keepassxc_cli_command ?? "keepassxc-cli"),
      ...["show", "--show-protected", "--attributes", "Password"],
      ...(options.ask_for_password === false ? ["--no-password"] : []),
      ...(options.key_file ? ["--key-file", options.key_file] : []),
      ...(options.yubikey ? ["--yubikey", options.yubikey] : []),
    ];
    return printedSecret([...words, path, entry], system);
  },
};
