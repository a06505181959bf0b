import type { RemoteSettings } from "../../context/index.ts";
import { sshCommand } from "../../ssh/index.ts";
import type { RemotePlace } from "./remote-place.ts";

/**
 * The command that connects to the machine of `place` and starts a server there.
 * @param serveOptions Besides those of the settings.
 */
export function serverCommand(
  place: RemotePlace,
  settings: RemoteSettings,
  serveOptions: readonly string[],
): Promise<readonly string[]> {
  return sshCommand(place, settings, [settings.remotePath, "serve", ...settings.serveOptions, ...serveOptions]);
}
