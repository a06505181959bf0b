import type { RemoteSettings } from "@coffer/engine/context";

/** Settings for a server in this process; what it says is forgotten. */
export function testRemoteSettings(
  start: RemoteSettings["start"],
  overrides: Partial<RemoteSettings> = {},
): RemoteSettings {
  return {
    rsh: ["rsh"],
    remotePath: "borg",
    serveOptions: [],
    environment: {},
    clientVersion: "1.4.5",
    uploadRatelimit: 0,
    uploadBuffer: 0,
    showLine: () => undefined,
    ...(start === undefined ? {} : { start }),
    ...overrides,
  };
}
