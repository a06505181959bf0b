import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import type { Reporter } from "../../context/index.ts";
import { isPlainFailure } from "../../ssh/index.ts";
import type { SftpClient, SftpHandle } from "../../ssh/index.ts";
import type { PlainFiles } from "../plain-files.ts";
import type { SecretFiles } from "../secret-file.ts";
import { errorCode, isMissing, StorageError } from "../storage-error.ts";
import { SftpWriter } from "./sftp-writer.ts";

const TEMPORARY_NAMES_MAX = 100;

/** Where files lie, and what is done for those who use them. */
export interface SftpFilesOptions {
  /** How people call the server: `sftp://user@host:port`. */
  readonly server: string;
  readonly umask: number;
  readonly reporter: Reporter;
}

/**
 * Files behind an SFTP server, by absolute paths: the protocol's calls put together to what a disk does in one, and made durable as far as
 * the server can. What it lacks is told once, when it is first missed.
 */
export class SftpFiles implements PlainFiles, SecretFiles {
  readonly client: SftpClient;
  readonly #options: SftpFilesOptions;
  readonly #missed = new Set<string>();

  constructor(client: SftpClient, options: SftpFilesOptions) {
    this.client = client;
    this.#options = options;
  }

  locate(path: string): string {
    return this.#options.server + path;
  }

  async kind(path: string): Promise<"file" | "folder" | "other" | undefined> {
    try {
      return (await this.client.stat(path)).kind ?? "other";
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async list(path: string): Promise<string[]> {
    return (await this.client.list(path)).map(({ name }) => name);
  }

  async read(path: string, sizeMax: number): Promise<Uint8Array> {
    const handle = await this.client.open(path, "read");
    try {
      const { size = sizeMax } = await this.client.stat(path);
      const bytes = new Uint8Array(Math.min(size, sizeMax));
      return bytes.subarray(0, await this.client.read(handle, 0, bytes));
    } finally {
      await this.client.close(handle);
    }
  }

  async write(path: string, data: Uint8Array): Promise<void> {
    await this.writer(path, await this.open(path, "replace")).finish([data]);
  }

  makeFolder(path: string, mode = 0o777): Promise<void> {
    return this.client.makeFolder(path, mode & ~this.#options.umask);
  }

  rename(source: string, target: string): Promise<void> {
    return this.client.rename(source, target);
  }

  remove(path: string): Promise<void> {
    return this.client.remove(path);
  }

  removeFolder(path: string): Promise<void> {
    return this.client.removeFolder(path);
  }

  /** Opens for writing; what is new gets the permissions that it would get on a disk here. */
  open(path: string, how: "create" | "replace" | "append"): Promise<SftpHandle> {
    return this.client.open(path, how, 0o666 & ~this.#options.umask);
  }

  /** Writes to an open file from its `position` on, and closes it. */
  writer(path: string, handle: SftpHandle, position = 0): SftpWriter {
    return new SftpWriter(this, path, handle, position);
  }

  /** Makes the content of a file durable. */
  async syncContent(handle: SftpHandle): Promise<void> {
    if (this.client.has("FSYNC")) await this.client.sync(handle);
    else this.#miss("fsync@openssh.com", "what is stored may be lost or damaged if the power fails there");
  }

  /** Makes names in a folder durable, where the server opens folders as the system does; others are taken at their word. */
  async syncFolder(path: string): Promise<void> {
    let handle: SftpHandle;
    try {
      handle = await this.client.open(path, "read");
    } catch (error) {
      if (isPlainFailure(error)) return;
      throw error;
    }
    try {
      await this.syncContent(handle);
    } catch (error) {
      if (!isPlainFailure(error)) throw error;
    } finally {
      await this.client.close(handle);
    }
  }

  /** Renames a file; one that is at `target` is replaced. */
  async replace(source: string, target: string): Promise<void> {
    try {
      await this.client.rename(source, target);
    } catch (error) {
      if (!isPlainFailure(error) || this.client.has("POSIX_RENAME") || (await this.kind(target)) !== "file")
        throw error;
      this.#miss("posix-rename@openssh.com", "for a moment, a file that is replaced is not there");
      await this.client.remove(target);
      await this.client.rename(source, target);
    }
  }

  async writeAtomic(path: string, data: Uint8Array): Promise<void> {
    const { temporary, writer } = await this.#createTemporary(path);
    try {
      await writer.finish([data], { sync: true });
      await this.syncFolder(dirname(path));
      await this.replace(temporary, path);
    } catch (error) {
      await this.client.remove(temporary).catch(() => {});
      throw error;
    }
    await this.syncFolder(dirname(path));
  }

  async isFile(path: string): Promise<boolean> {
    try {
      return (await this.client.lstat(path)).kind === "file";
    } catch (error) {
      if (errorCode(error) !== undefined) return false;
      throw error;
    }
  }

  async link(path: string, second: string): Promise<void> {
    if (!this.client.has("HARDLINK")) throw new StorageError("ENOSYS", this.locate(second));
    await this.client.link(path, second);
  }

  async erase(path: string): Promise<void> {
    if (await this.client.hasOneName(path)) {
      const { size = 0 } = await this.client.lstat(path);
      const writer = this.writer(path, await this.client.open(path, "overwrite"));
      await writer.finish([randomBytes(size)], { sync: true });
    }
    await this.client.remove(path);
  }

  /** A failure of a write: where the disk is full, the protocol has no word for that. */
  async explainWrite(failure: unknown, path: string): Promise<unknown> {
    if (!isPlainFailure(failure)) return failure;
    try {
      const free = await this.client.freeSpace(dirname(path));
      return free !== undefined && free < this.client.writeSize ? failure.withCode("ENOSPC") : failure;
    } catch {
      return failure;
    }
  }

  async #createTemporary(path: string): Promise<{ temporary: string; writer: SftpWriter }> {
    for (let attempt = 1; ; attempt++) {
      const temporary = `${path}-${randomBytes(4).toString("hex")}.tmp`;
      try {
        return { temporary, writer: this.writer(temporary, await this.open(temporary, "create")) };
      } catch (error) {
        if (errorCode(error) !== "EEXIST" || attempt === TEMPORARY_NAMES_MAX) throw error;
      }
    }
  }

  #miss(extension: string, consequence: string): void {
    if (this.#missed.has(extension)) return;
    this.#missed.add(extension);
    const message = `${this.#options.server}: the server lacks ${extension}: ${consequence}.`;
    this.#options.reporter.log({ level: "warning", name: "coffer.sftp", message });
  }
}
