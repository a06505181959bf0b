import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Seconds of silence after which ssh asks whether the other side is there: below what routers forget a connection after. */
const INTERVAL = 20;
/** How often it asks in vain. */
const COUNT_MAX = 6;
/** Milliseconds for ssh to read its configuration. */
const TIMEOUT_MS = 5000;

/**
 * Options that make `ssh` notice a dead connection and keep a silent one alive. None if the user has settings of his own for that, or
 * if this ssh cannot tell: options would win over the user's configuration.
 *
 * @param host Port and host as they will be given to ssh.
 * @see docs/decisions/0180-keepalive.md
 */
export async function keepaliveOptions(
  host: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  let configuration: string;
  try {
    const options = { env: environment, timeout: TIMEOUT_MS };
    ({ stdout: configuration } = await promisify(execFile)("ssh", ["-G", ...host], options));
  } catch {
    return [];
  }
  if (!/^serveraliveinterval 0$/m.test(configuration)) return [];
  return ["-o", `ServerAliveInterval=${INTERVAL}`, "-o", `ServerAliveCountMax=${COUNT_MAX}`];
}
