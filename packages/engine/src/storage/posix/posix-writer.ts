import { dirname } from "node:path";
import { StorageError } from "../storage-error.ts";
import type { StorageWriter } from "../storage.ts";
import { closeFile, syncContent, syncFolderAt, writeFully } from "./descriptors.ts";

/** A new file on a local disk, open for appending. */
export class PosixWriter implements StorageWriter {
  readonly #path: string;
  #fd: number | undefined;
  #position = 0;

  /** @param fd Descriptor of the empty file at `path`; the writer closes it. */
  constructor(path: string, fd: number) {
    this.#path = path;
    this.#fd = fd;
  }

  get position(): number {
    return this.#position;
  }

  async write(parts: readonly Uint8Array[]): Promise<void> {
    await this.#guard(() => writeFully(this.#open(), parts, this.#position));
    for (const part of parts) this.#position += part.length;
  }

  async sync(): Promise<void> {
    await this.#guard(() => syncContent(this.#open()));
  }

  async close(options: { sync?: boolean } = {}): Promise<void> {
    const fd = this.#fd;
    if (fd === undefined) return;
    this.#fd = undefined;
    await this.#guard(async () => {
      try {
        if (options.sync === true) await syncContent(fd);
      } finally {
        await closeFile(fd);
      }
      if (options.sync === true) await syncFolderAt(dirname(this.#path));
    });
  }

  #open(): number {
    if (this.#fd === undefined) throw new StorageError("EBADF", this.#path);
    return this.#fd;
  }

  async #guard<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw StorageError.from(error, this.#path);
    }
  }
}
