import { randomBytes } from "node:crypto";
import { rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { closeFile, openFile, syncContent, syncFolderAt, writeFully } from "./descriptors.ts";

const ATTEMPTS_MAX = 100;

/** Replaces the file at `path`, all or nothing, durable on return. A failure leaves the old file and no other. */
export async function writeFileAtomic(path: string, data: Uint8Array): Promise<void> {
  const { fd, temporary } = await createTemporary(path);
  try {
    try {
      await writeFully(fd, [data], 0);
      await syncContent(fd);
    } finally {
      await closeFile(fd);
    }
    await syncFolderAt(dirname(path));
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await syncFolderAt(dirname(path));
}

/** `<name>-<random>.tmp` beside the file, as Borg names them. */
async function createTemporary(path: string): Promise<{ fd: number; temporary: string }> {
  for (let attempt = 1; ; attempt++) {
    const temporary = `${path}-${randomBytes(4).toString("hex")}.tmp`;
    try {
      return { fd: await openFile(temporary, "wx"), temporary };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}
