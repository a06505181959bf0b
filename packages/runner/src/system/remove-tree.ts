import { chmod, constants, lstat, readdir, rmdir, unlink } from "node:fs/promises";

const SLASH = Buffer.from("/");

/**
 * Removes a folder and all below it, but nothing of another file system: what a snapshot has mounted there is left alone, and the folders
 * that lead to it. Nothing there is no error. Folders that their owner must not write to are removed all the same.
 */
export async function removeTree(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined) await removeOn(found.dev, Buffer.from(path));
}

/** Names are bytes: what was restored may have names that are no text. */
async function removeOn(device: number, path: Buffer): Promise<void> {
  const found = await lstat(path);
  if (found.dev !== device) return;
  if (!found.isDirectory()) return await unlink(path);
  // root may do it anyway
  if ((found.mode & constants.S_IRWXU) !== constants.S_IRWXU) await chmod(path, 0o700).catch(() => undefined);
  for (const name of await readdir(path, { encoding: "buffer" })) {
    await removeOn(device, Buffer.concat([path, SLASH, name]));
  }
  await rmdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOTEMPTY" && error.code !== "EBUSY") throw error;
  });
}
