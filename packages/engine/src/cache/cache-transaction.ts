import { constants } from "node:fs";
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isErrno } from "../session/index.ts";

/** Made first; becomes the other by a rename once it is complete. */
const BEGUN = "txn.tmp";
const ACTIVE = "txn.active";

/**
 * Sets the cache's files aside before they are changed, so that a death in between is undone by {@link rollbackCache}.
 *
 * @param filesName Name of the files cache (`files`, or with a suffix); it may be missing.
 * @see docs/formats/chunks-cache.md, "Transactions"
 */
export async function beginCacheTransaction(folder: string, filesName: string): Promise<void> {
  const begun = join(folder, BEGUN);
  await mkdir(begun);
  for (const name of ["config", "chunks"]) await copy(join(folder, name), join(begun, name));
  try {
    await copy(join(folder, filesName), join(begun, filesName));
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
    await writeFile(join(begun, filesName), "");
  }
  await rename(begun, join(folder, ACTIVE));
}

/** Forgets what was set aside: the new files stand. */
export async function endCacheTransaction(folder: string): Promise<void> {
  await rename(join(folder, ACTIVE), join(folder, BEGUN));
  await rm(join(folder, BEGUN), { recursive: true });
}

/** Undoes a transaction that somebody died in. */
export async function rollbackCache(folder: string): Promise<void> {
  await rm(join(folder, BEGUN), { recursive: true, force: true });
  const active = join(folder, ACTIVE);
  try {
    await stat(active);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return;
    throw error;
  }
  for (const name of await readdir(active)) {
    if (name === "config" || name === "chunks" || name === "files" || name.startsWith("files.")) {
      await copy(join(active, name), join(folder, name));
    }
  }
  await endCacheTransaction(folder);
}

/** File systems that can share blocks do so; the copies are independent either way. */
function copy(source: string, target: string): Promise<void> {
  return copyFile(source, target, constants.COPYFILE_FICLONE);
}
