import { runCommand } from "../../../system/index.ts";
import { DataSourceFailed } from "../data-source-failed.ts";
import type { DataSourceContext } from "../data-source-hook.ts";

const ENGINES = ["docker", "podman"] as const;
const INSPECT = ["container", "inspect", "--format={{json .NetworkSettings}}"] as const;

/**
 * The address of a container, asked of docker and then of podman.
 *
 * @throws {DataSourceFailed} If neither is there, neither knows the container, or it has no address of its own.
 */
export async function containerAddress(container: string, { system, log }: DataSourceContext): Promise<string> {
  const complaints: string[] = [];
  for (const engine of ENGINES) {
    const answer = await runCommand([engine, ...INSPECT, container], system).catch((error: unknown) => error);
    if (answer instanceof Error) {
      complaints.push(`${engine} cannot be run`);
      continue;
    }
    const { code, stdout, stderr } = answer as Awaited<ReturnType<typeof runCommand>>;
    const address = code === 0 ? addressIn(stdout) : undefined;
    if (address !== undefined) return address;
    log.debug(`${engine} does not know an address of container ${container}`);
    complaints.push(code === 0 ? `${engine} tells no address` : `${engine}: ${stderr.trim()}`);
  }
  throw new DataSourceFailed(`Cannot find the address of container ${container}: ${complaints.join("; ")}`);
}

/** The address that stands first in the network settings of a container; `undefined` if they hold none. */
function addressIn(text: string): string | undefined {
  interface Network {
    readonly IPAddress?: string;
  }
  const settings = JSON.parse(text) as Network & { readonly Networks?: Readonly<Record<string, Network>> };
  const all = [settings, ...Object.values(settings.Networks ?? {})];
  return all.map((network) => network.IPAddress).find((address) => address);
}
