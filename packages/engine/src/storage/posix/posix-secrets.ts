import { randomBytes } from "node:crypto";
import { link, lstat, unlink } from "node:fs/promises";
import type { SecretFiles } from "../secret-file.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { closeFile, openFile, syncAll, writeFully } from "./descriptors.ts";

/** Secrets on a disk of this machine. */
export const POSIX_SECRETS: SecretFiles = {
  async isFile(path) {
    try {
      return (await lstat(path)).isFile();
    } catch {
      return false;
    }
  },

  link,
  writeAtomic: writeFileAtomic,

  async erase(path) {
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
  },
};
