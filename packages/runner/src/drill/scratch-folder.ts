import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Configuration } from "../config/index.ts";
import { expandHome, leftoverFolders, makeOwnedFolder, removeTree, type System } from "../system/index.ts";

/** What names of scratch folders begin with. */
export const SCRATCH_PREFIX: string = "coffermatic-drill-";

/** The folders of one drill; all are gone with {@link remove}. */
export interface ScratchFolder {
  readonly path: string;
  /** For what is restored: nobody else may look into it. */
  readonly restored: string;
  /** For the files of servers, which run as another user. */
  readonly servers: string;
  /** Stands for the folders of a machine that has nothing but the exported key. */
  readonly borgBase: string;
  remove(): Promise<void>;
}

/** Where scratch folders are made; absolute. */
export function scratchBase({ drill }: Configuration, { env, home }: System): string {
  return expandHome(drill?.scratch_directory || env["TMPDIR"] || "/var/tmp", { home });
}

/** Removes what drills have left that were killed. Those that still run keep theirs. */
export async function removeScratchLeftovers(bases: readonly string[], nowMs: number): Promise<void> {
  for (const base of new Set(bases)) {
    for (const folder of await leftoverFolders(base, SCRATCH_PREFIX, nowMs)) await removeTree(folder);
  }
}

/** Makes a scratch folder. @throws {Error} If `base` is missing and cannot be made. */
export async function makeScratchFolder(base: string): Promise<ScratchFolder> {
  await mkdir(base, { recursive: true });
  const path = await makeOwnedFolder(base, SCRATCH_PREFIX);
  const [restored, servers, borgBase] = ["restored", "servers", "borg"].map((name) => join(path, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(restored, { mode: 0o700 });
  await mkdir(borgBase, { mode: 0o700 });
  // others pass through, but see nothing
  await mkdir(servers);
  for (const folder of [path, servers]) await chmod(folder, 0o711);
  return { path, restored, servers, borgBase, remove: () => removeTree(path) };
}
