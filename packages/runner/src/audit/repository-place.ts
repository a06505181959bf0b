import { resolve } from "node:path";
import { diskNames, type Machine, type Mount, mountOf } from "./machine/index.ts";

/** Where a repository lies, as far as that decides what takes it along when it fails. */
export type RepositoryPlace =
  /** A folder of this machine; `disks` are empty where nothing is known of them. */
  | { readonly kind: "local"; readonly path: string; readonly disks: readonly string[] }
  /** Another machine. */
  | { readonly kind: "host"; readonly host: string }
  /** A service that keeps objects. */
  | { readonly kind: "service"; readonly name: string };

/** Networks' file systems: what is mounted lies on another machine. */
export const NETWORK_TYPES: ReadonlySet<string> = new Set(["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "ceph", "9p"]);

const URL_SHAPE = /^(ssh|sftp):\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^:/]+)/;
const SERVICE_SHAPE = /^(rclone|s3|b2):(?:\/\/)?([^/:]*)/;
const SCP_SHAPE = /^(?:[^@:/]+@)?([^:/]+):/;

/** Hosts that are this machine, whatever they are called. */
const OWN_HOSTS: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Where the repository of this path or URL lies. */
export function repositoryPlace(
  text: string,
  { machine, mounts, cwd }: { readonly machine: Machine; readonly mounts: readonly Mount[]; readonly cwd: string },
): RepositoryPlace {
  const [, service, name = ""] = SERVICE_SHAPE.exec(text) ?? [];
  if (service !== undefined) return { kind: "service", name: `${service}:${name}` };
  const host = URL_SHAPE.exec(text)?.[2] ?? (text.startsWith("file://") ? undefined : SCP_SHAPE.exec(text)?.[1]);
  // by its address, a repository of this machine could lie on any of its disks
  if (host !== undefined) return OWN_HOSTS.has(host) ? { kind: "local", path: "", disks: [] } : { kind: "host", host };
  const path = resolve(cwd, text.replace(/^file:\/\//, ""));
  const mount = mountOf(machine.realPath(path) ?? path, mounts);
  if (mount !== undefined && NETWORK_TYPES.has(mount.type)) {
    return { kind: "host", host: mount.source.replace(/^\/\//, "").split(/[:/]/)[0] ?? mount.source };
  }
  return { kind: "local", path, disks: mount === undefined ? [] : diskNames(mount, machine) };
}
