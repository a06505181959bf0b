import type { RemoteSettings } from "../../context/index.ts";
import { keepaliveOptions } from "./keepalive.ts";
import type { RemotePlace } from "./remote-place.ts";

/**
 * The command that connects to the machine of `place` and starts a server there.
 * @param serveOptions Besides those of the settings.
 */
export async function serverCommand(
  place: RemotePlace,
  settings: RemoteSettings,
  serveOptions: readonly string[],
): Promise<readonly string[]> {
  const host = [
    ...(place.port === undefined ? [] : ["-p", String(place.port)]),
    place.user === undefined ? place.host : `${place.user}@${place.host}`,
  ];
  const rsh = settings.rsh ?? ["ssh", ...(await keepaliveOptions(host, settings.environment))];
  return [...rsh, ...host, settings.remotePath, "serve", ...settings.serveOptions, ...serveOptions];
}
