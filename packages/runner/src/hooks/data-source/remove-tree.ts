import { lstat, readdir, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";

/**
 * Removes a folder and all below it, but nothing of another file system: what a snapshot has mounted there is left alone, and the folders
 * that lead to it. Nothing there is no error.
 */
export async function removeTree(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined) await removeOn(found.dev, path);
}

async function removeOn(device: number, path: string): Promise<void> {
  const found = await lstat(path);
  if (found.dev !== device) return;
  if (!found.isDirectory()) return await unlink(path);
  for (const name of await readdir(path)) await removeOn(device, join(path, name));
  await rmdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOTEMPTY" && error.code !== "EBUSY") throw error;
  });
}
