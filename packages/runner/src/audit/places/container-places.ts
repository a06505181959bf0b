import type { Machine } from "../machine/index.ts";
import type { Place } from "./place.ts";
import { holdsFiles } from "./well-known-places.ts";

/** Where container engines keep named volumes: Docker, Podman of the system. */
const VOLUME_FOLDERS = ["/var/lib/docker/volumes", "/var/lib/containers/storage/volumes"];

/** What Docker knows of its containers. */
const DOCKER_CONTAINERS = "/var/lib/docker/containers";

/** A mount of a container, in Docker's spelling. */
interface MountPoint {
  readonly Type?: unknown;
  readonly Source?: unknown;
}

/** Volumes of containers, and folders of the machine that containers work in. */
export function containerPlaces(machine: Machine): readonly Place[] {
  return [...volumes(machine), ...boundFolders(machine)];
}

function volumes(machine: Machine): readonly Place[] {
  return VOLUME_FOLDERS.flatMap((folder) =>
    machine
      .names(folder)
      .filter(({ name, kind }) => kind === "folder" && holdsFiles(`${folder}/${name}/_data`, machine))
      .map(({ name }): Place => ({
        path: `${folder}/${name}/_data`,
        what: `container volume ${name}`,
        severity: "warning",
      })),
  );
}

function boundFolders(machine: Machine): readonly Place[] {
  return machine.names(DOCKER_CONTAINERS).flatMap(({ name: id }) => {
    const text = machine.readText(`${DOCKER_CONTAINERS}/${id}/config.v2.json`);
    const { Name: name = id, MountPoints: mounts = {} } = parse(text);
    return Object.values(mounts).flatMap(({ Type: type, Source: source }): Place[] => {
      if (type !== "bind" || typeof source !== "string" || !isDataFolder(source, machine)) return [];
      return [{ path: source, what: `folder of container ${name.replace(/^\//, "")}`, severity: "warning" }];
    });
  });
}

/** Sockets, devices and the machine's own files are no data of a container. */
function isDataFolder(path: string, machine: Machine): boolean {
  if (/^\/(?:proc|sys|dev|run|var\/run|etc\/(?:localtime|timezone|hosts))?(?:\/|$)/.test(path)) return false;
  return machine.look(path)?.kind === "folder" && holdsFiles(path, machine);
}

function parse(text: string | undefined): {
  readonly Name?: string;
  readonly MountPoints?: Readonly<Record<string, MountPoint>>;
} {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
