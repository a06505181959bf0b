import { randomBytes } from "node:crypto";
import { link, lstat, unlink } from "node:fs/promises";
import { errorCode } from "../storage-error.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { closeFile, openFile, syncAll, writeFully } from "./descriptors.ts";

/** File systems say this where hard links cannot be had. */
const NO_LINK_CODES: ReadonlySet<string> = new Set([
  "EMLINK",
  "ENOSYS",
  "EPERM",
  "EACCES",
  "ENOTSUP",
  "EOPNOTSUPP",
  "EIO",
]);

/**
 * Replaces the file at `path` as {@link writeFileAtomic} does and overwrites the old content, kept meanwhile as `<path>.old`.
 */
export async function replaceSecretFile(
  path: string,
  data: Uint8Array,
  warn: (message: string) => void,
): Promise<void> {
  const old = `${path}.old`;
  if (await isFile(old)) {
    warn("Old config file not securely erased on previous config update");
    await eraseFile(old);
  }
  if (await isFile(path)) await linkOld(path, old, warn);
  await writeFileAtomic(path, data);
  if (await isFile(old)) await eraseFile(old);
}

async function linkOld(path: string, old: string, warn: (message: string) => void): Promise<void> {
  try {
    await link(path, old);
  } catch (error) {
    if (!NO_LINK_CODES.has(errorCode(error) ?? "")) throw error;
    warn(
      "Failed to securely erase old repository config file (hardlinks not supported). " +
        "Old repokey data, if any, might persist on physical storage.",
    );
  }
}

/** Overwrites the file with noise, unless another name shares the content, and removes it. */
async function eraseFile(path: string): Promise<void> {
  const { nlink, size } = await lstat(path);
  if (nlink === 1) {
    const fd = await openFile(path, "r+");
    try {
      await writeFully(fd, [randomBytes(size)], 0);
      await syncAll(fd);
    } finally {
      await closeFile(fd);
    }
  }
  await unlink(path);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch {
    return false;
  }
}
