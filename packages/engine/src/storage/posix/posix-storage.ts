import { appendFile, lstat, mkdir, readdir, rename, rm, rmdir, statfs, truncate, unlink } from "node:fs/promises";
import { closeSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { OpenFiles } from "../open-files.ts";
import { replaceSecretFile } from "../secret-file.ts";
import { errorCode, isMissing, StorageError } from "../storage-error.ts";
import { assertFolderName, assertStorageName, isStorageName } from "../storage-names.ts";
import type { Storage, StorageWriter, StoredFile } from "../storage.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { closeFile, openFile, readFully, readFullyNow, syncAll, syncFolderAt, writeFully } from "./descriptors.ts";
import { PosixWriter } from "./posix-writer.ts";
import { POSIX_SECRETS } from "./posix-secrets.ts";

/** A folder on a local disk (or one that is mounted). Modes follow the umask of the process. */
export class PosixStorage implements Storage {
  readonly location: string;
  readonly #openFiles = new OpenFiles<number>({ open: (path) => openFile(path, "r"), close: closeSync });

  /** @param root Absolute path of a folder. It need not exist yet. */
  constructor(root: string) {
    this.location = root;
  }

  async list(folder: string): Promise<StoredFile[]> {
    assertFolderName(folder);
    const path = folder === "" ? this.location : this.#path(folder);
    const prefix = folder === "" ? "" : `${folder}/`;
    try {
      const entries = await readdir(path, { withFileTypes: true });
      return entries
        .filter((entry) => isStorageName(entry.name))
        .map((entry) => ({ name: prefix + entry.name, isFolder: entry.isDirectory() }));
    } catch (error) {
      if (isMissing(error)) return [];
      throw StorageError.from(error, path);
    }
  }

  async size(name: string): Promise<number | undefined> {
    const path = this.#path(name);
    try {
      return (await lstat(path)).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw StorageError.from(error, path);
    }
  }

  async read(name: string, offset = 0, length?: number): Promise<Uint8Array> {
    const path = this.#path(name);
    return guard(path, async () => {
      const end = length === undefined ? undefined : offset + length;
      const { size } = await lstat(path);
      const target = new Uint8Array(Math.max(0, Math.min(end ?? size, size) - offset));
      const count = await this.readInto(name, offset, target);
      return count === target.length ? target : target.slice(0, count);
    });
  }

  readInto(name: string, offset: number, target: Uint8Array): Promise<number> {
    const path = this.#path(name);
    return guard(path, () => this.#openFiles.with(path, (fd) => readFully(fd, offset, target)));
  }

  readNow(name: string, offset: number, target: Uint8Array): number {
    const path = this.#path(name);
    try {
      return readFullyNow(
        this.#openFiles.now(path, (file) => openSync(file, "r")),
        offset,
        target,
      );
    } catch (error) {
      throw StorageError.from(error, path);
    }
  }

  async writeAtomic(name: string, data: Uint8Array): Promise<void> {
    const path = this.#path(name);
    this.#openFiles.drop(path);
    await guard(path, () => writeFileAtomic(path, data));
    this.#openFiles.drop(path);
  }

  async replaceSecret(name: string, data: Uint8Array, warn: (message: string) => void): Promise<void> {
    const path = this.#path(name);
    this.#openFiles.drop(path);
    await guard(path, () => replaceSecretFile(POSIX_SECRETS, path, data, warn));
    this.#openFiles.drop(path);
  }

  async rename(source: string, target: string): Promise<void> {
    const path = this.#path(source);
    this.#openFiles.drop(path);
    this.#openFiles.drop(this.#path(target));
    await guard(path, () => rename(path, this.#path(target)));
  }

  async writeSynced(name: string, parts: Iterable<Uint8Array>): Promise<void> {
    const path = this.#path(name);
    this.#openFiles.drop(path);
    await guard(path, async () => {
      const fd = await openFile(path, "w");
      try {
        let position = 0;
        for (const part of parts) {
          await writeFully(fd, [part], position);
          position += part.length;
        }
        await syncAll(fd);
      } finally {
        await closeFile(fd);
      }
    });
  }

  async syncFolder(folder: string): Promise<void> {
    assertFolderName(folder);
    const path = folder === "" ? this.location : this.#path(folder);
    await guard(path, () => syncFolderAt(path));
  }

  async createWriter(name: string): Promise<StorageWriter> {
    const path = this.#path(name);
    this.#openFiles.drop(path);
    return guard(path, async () => {
      const folder = dirname(path);
      if (!(await exists(folder))) {
        await mkdir(folder);
        await syncFolderAt(dirname(folder));
      }
      return new PosixWriter(path, await openFile(path, "wx"));
    });
  }

  async appendText(name: string, text: string): Promise<void> {
    const path = this.#path(name);
    await guard(path, () => appendFile(path, text));
  }

  async remove(name: string): Promise<void> {
    const path = this.#path(name);
    this.#openFiles.drop(path);
    await guard(path, () => removeFile(path));
  }

  async removeFolder(name: string): Promise<void> {
    const path = this.#path(name);
    try {
      await rmdir(path);
    } catch (error) {
      if (!["ENOTEMPTY", "EEXIST", "ENOENT", "EBUSY"].includes(errorCode(error) ?? ""))
        throw StorageError.from(error, path);
    }
  }

  async createFolder(name: string): Promise<void> {
    const path = this.#path(name);
    await guard(path, async () => {
      if (!(await exists(path))) await mkdir(path);
    });
  }

  async freeSpace(): Promise<number | undefined> {
    return guard(this.location, async () => {
      const { bavail, bsize } = await statfs(this.location);
      return bavail * bsize;
    });
  }

  async destroy(): Promise<void> {
    await this.close();
    await guard(this.location, () => rm(this.location, { recursive: true }));
  }

  close(): Promise<void> {
    this.#openFiles.clear();
    return Promise.resolve();
  }

  #path(name: string): string {
    assertStorageName(name);
    return `${this.location}/${name}`;
  }
}

async function guard<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw StorageError.from(error, path);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Copy-on-write file systems may need room to remove a name: cutting the file makes some, if no other name shares it. */
async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (isMissing(error)) return;
    if (errorCode(error) !== "ENOSPC" || (await lstat(path)).nlink > 1) throw error;
    await truncate(path);
    await unlink(path);
  }
}
