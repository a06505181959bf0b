import { dirname } from "node:path";
import { SftpFormatError } from "../../ssh/index.ts";
import type { SftpClient, SftpEntry, SftpHandle } from "../../ssh/index.ts";
import { inParallel } from "../in-parallel.ts";
import { OpenFiles } from "../open-files.ts";
import { replaceSecretFile } from "../secret-file.ts";
import { errorCode, isMissing, StorageError } from "../storage-error.ts";
import { assertFolderName, assertStorageName, isStorageName } from "../storage-names.ts";
import type { Storage, StorageWriter, StoredFile } from "../storage.ts";
import type { SftpFiles } from "./sftp-files.ts";
import type { SftpWriter } from "./sftp-writer.ts";

/** Removals under way at a time. */
const PARALLEL_REMOVALS = 32;

/**
 * A folder on a server that speaks SFTP. The files are those of a repository on a disk; durable is what the server can make so, see
 * {@link SftpFiles}. The connection is the caller's.
 */
export class SftpStorage implements Storage {
  readonly location: string;
  readonly #files: SftpFiles;
  readonly #client: SftpClient;
  readonly #root: string;
  readonly #openFiles: OpenFiles<SftpHandle>;
  /** Files that are being written, by path: what is read of them has to wait for what is under way. */
  readonly #writers = new Map<string, SftpWriter>();

  /** @param root Absolute path of a folder. It need not exist yet. */
  constructor(files: SftpFiles, root: string, location: string) {
    this.location = location;
    this.#files = files;
    this.#client = files.client;
    this.#root = root;
    this.#openFiles = new OpenFiles({
      open: (path) => this.#client.open(path, "read"),
      close: (handle) => void this.#client.close(handle).catch(() => {}),
    });
  }

  async list(folder: string): Promise<StoredFile[]> {
    const path = this.#folderPath(folder);
    const prefix = folder === "" ? "" : `${folder}/`;
    try {
      const entries = (await this.#client.list(path)).filter(({ name }) => isStorageName(name) && !name.includes("/"));
      const found: StoredFile[] = [];
      for (const entry of entries)
        found.push({ name: prefix + entry.name, isFolder: await this.#isFolder(path, entry) });
      return found;
    } catch (error) {
      if (isMissing(error)) return [];
      throw this.#wrapped(error, path);
    }
  }

  async size(name: string): Promise<number | undefined> {
    const path = this.#path(name);
    try {
      await this.#arrived(path);
      const { size } = await this.#client.lstat(path);
      if (size === undefined) throw new SftpFormatError("a file without a size");
      return size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw this.#wrapped(error, path);
    }
  }

  async read(name: string, offset = 0, length?: number): Promise<Uint8Array> {
    const path = this.#path(name);
    const size = await this.size(name);
    if (size === undefined) throw new StorageError("ENOENT", this.#files.locate(path));
    const end = length === undefined ? size : Math.min(offset + length, size);
    const target = new Uint8Array(Math.max(0, end - offset));
    const count = await this.readInto(name, offset, target);
    return count === target.length ? target : target.slice(0, count);
  }

  readInto(name: string, offset: number, target: Uint8Array): Promise<number> {
    const path = this.#path(name);
    return this.#guard(path, async () => {
      await this.#arrived(path);
      return this.#openFiles.with(path, (handle) => this.#client.read(handle, offset, target));
    });
  }

  writeAtomic(name: string, data: Uint8Array): Promise<void> {
    const path = this.#path(name);
    return this.#replacing(path, () => this.#files.writeAtomic(path, data));
  }

  replaceSecret(name: string, data: Uint8Array, warn: (message: string) => void): Promise<void> {
    const path = this.#path(name);
    return this.#replacing(path, () => replaceSecretFile(this.#files, path, data, warn));
  }

  rename(source: string, target: string): Promise<void> {
    const path = this.#path(source);
    const targetPath = this.#path(target);
    this.#openFiles.drop(path);
    return this.#replacing(targetPath, () => this.#files.replace(path, targetPath));
  }

  writeSynced(name: string, parts: Iterable<Uint8Array>): Promise<void> {
    const path = this.#path(name);
    return this.#replacing(path, async () => {
      await this.#files.writer(path, await this.#files.open(path, "replace")).finish(parts, { sync: true });
    });
  }

  syncFolder(folder: string): Promise<void> {
    const path = this.#folderPath(folder);
    return this.#guard(path, () => this.#files.syncFolder(path));
  }

  async createWriter(name: string): Promise<StorageWriter> {
    const path = this.#path(name);
    this.#openFiles.drop(path);
    return this.#guard(path, async () => {
      const writer = this.#files.writer(path, await this.#create(path));
      this.#writers.set(path, writer);
      return writer;
    });
  }

  appendText(name: string, text: string): Promise<void> {
    const path = this.#path(name);
    return this.#guard(path, async () => {
      const handle = await this.#files.open(path, "append");
      const writer = this.#files.writer(path, handle, (await this.size(name)) ?? 0);
      await writer.finish([new TextEncoder().encode(text)]);
    });
  }

  async remove(name: string): Promise<void> {
    const path = this.#path(name);
    this.#openFiles.drop(path);
    this.#writers.delete(path);
    try {
      await this.#client.remove(path);
    } catch (error) {
      if (!isMissing(error)) throw this.#wrapped(error, path);
    }
  }

  async removeFolder(name: string): Promise<void> {
    const path = this.#path(name);
    try {
      await this.#client.removeFolder(path);
    } catch (error) {
      if (!["ENOTEMPTY", "ENOENT"].includes(errorCode(error) ?? "")) throw this.#wrapped(error, path);
    }
  }

  async createFolder(name: string): Promise<void> {
    const path = this.#path(name);
    try {
      await this.#files.makeFolder(path);
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw this.#wrapped(error, path);
    }
  }

  freeSpace(): Promise<number | undefined> {
    return this.#guard(this.#root, () => this.#client.freeSpace(this.#root));
  }

  async destroy(): Promise<void> {
    await this.close();
    await this.#guard(this.#root, () => this.#destroy(this.#root));
  }

  close(): Promise<void> {
    this.#openFiles.clear();
    this.#writers.clear();
    return Promise.resolve();
  }

  /** Waits for what is under way to a file. */
  async #arrived(path: string): Promise<void> {
    const writer = this.#writers.get(path);
    if (writer?.isClosed === true) this.#writers.delete(path);
    else await writer?.flush();
  }

  async #destroy(folder: string): Promise<void> {
    await inParallel(await this.#client.list(folder), PARALLEL_REMOVALS, async (entry) => {
      const path = `${folder}/${entry.name}`;
      if (await this.#isFolder(folder, entry)) await this.#destroy(path);
      else await this.#client.remove(path);
    });
    await this.#client.removeFolder(folder);
  }

  /** Creates a file, and its folder if that is what is missing: durable before the file. */
  async #create(path: string): Promise<SftpHandle> {
    try {
      return await this.#files.open(path, "create");
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    const folder = dirname(path);
    await this.#files.makeFolder(folder);
    await this.#files.syncFolder(dirname(folder));
    return this.#files.open(path, "create");
  }

  async #isFolder(folder: string, { name, kind }: SftpEntry): Promise<boolean> {
    return (kind ?? (await this.#client.lstat(`${folder}/${name}`)).kind) === "folder";
  }

  /** Puts something else at `path`: readers have to open it anew. */
  async #replacing(path: string, action: () => Promise<void>): Promise<void> {
    this.#openFiles.drop(path);
    await this.#guard(path, action);
    this.#openFiles.drop(path);
  }

  #path(name: string): string {
    assertStorageName(name);
    return `${this.#root}/${name}`;
  }

  #folderPath(folder: string): string {
    assertFolderName(folder);
    return folder === "" ? this.#root : this.#path(folder);
  }

  async #guard<T>(path: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw this.#wrapped(error, path);
    }
  }

  #wrapped(error: unknown, path: string): unknown {
    return StorageError.from(error, this.#files.locate(path));
  }
}
