import type { RemoteSettings } from "../context/index.ts";
import { keepaliveOptions } from "./keepalive.ts";

/** A machine that ssh connects to. */
export interface SshHost {
  readonly user: string | undefined;
  /** Name or address, without brackets. */
  readonly host: string;
  readonly port: number | undefined;
}

/**
 * The command that connects to `target` and runs `words` there.
 * @param options For ssh, or whatever stands in its place.
 */
export async function sshCommand(
  target: SshHost,
  settings: Pick<RemoteSettings, "rsh" | "environment">,
  words: readonly string[],
  options: readonly string[] = [],
): Promise<readonly string[]> {
  const host = [
    ...(target.port === undefined ? [] : ["-p", String(target.port)]),
    target.user === undefined ? target.host : `${target.user}@${target.host}`,
  ];
  const rsh = settings.rsh ?? ["ssh", ...(await keepaliveOptions(host, settings.environment))];
  return [...rsh, ...options, ...host, ...words];
}
