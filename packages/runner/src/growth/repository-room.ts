import { readFileSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { parseFileSize } from "@coffer/cli/text";
import { RepositoryConfig } from "@coffer/format/segment";

/** What is known of a repository whose room is asked for. */
export interface RoomQuestion {
  /** Absolute path or URL. */
  readonly repository: string;
  /** The quota of the configuration, such as `5G`. */
  readonly quota: string | undefined;
  /** Bytes that it takes. */
  readonly used: number | undefined;
}

/** Bytes that a repository can still take: what its disk has free, if it lies here, and what its quota leaves; undefined if neither is known. */
export function repositoryRoom({ repository, quota, used }: RoomQuestion): number | undefined {
  const folder = repository.replace(/^file:\/\//, "");
  const quotas = [quota === undefined ? undefined : parseFileSize(quota), ownQuota(folder)];
  const rooms = [
    freeSpace(folder),
    ...quotas.map((limit) => (limit === undefined || limit === 0 || used === undefined ? undefined : limit - used)),
  ].filter((room) => room !== undefined);
  return rooms.length === 0 ? undefined : Math.max(0, Math.min(...rooms));
}

function freeSpace(folder: string): number | undefined {
  if (!folder.startsWith("/")) return undefined;
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** The quota that the repository itself has noted. */
function ownQuota(folder: string): number | undefined {
  if (!folder.startsWith("/")) return undefined;
  try {
    return RepositoryConfig.parse(readFileSync(join(folder, "config"), "utf8")).storage_quota;
  } catch {
    return undefined;
  }
}
