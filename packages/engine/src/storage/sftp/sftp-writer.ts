import { dirname } from "node:path";
import type { SftpHandle } from "../../ssh/index.ts";
import { StorageError } from "../storage-error.ts";
import type { StorageWriter } from "../storage.ts";
import type { SftpFiles } from "./sftp-files.ts";

/**
 * A file on a server, open for appending. What is written is on its way when `write()` returns; whether it has arrived is known after
 * {@link flush}, and nothing is made durable before.
 */
export class SftpWriter implements StorageWriter {
  readonly #files: SftpFiles;
  readonly #path: string;
  #handle: SftpHandle | undefined;
  #position: number;
  readonly #underWay = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  /** @param handle Of the file at `path`; the writer closes it. */
  constructor(files: SftpFiles, path: string, handle: SftpHandle, position: number) {
    this.#files = files;
    this.#path = path;
    this.#handle = handle;
    this.#position = position;
  }

  get position(): number {
    return this.#position;
  }

  get isClosed(): boolean {
    return this.#handle === undefined;
  }

  async write(parts: readonly Uint8Array[]): Promise<void> {
    const handle = this.#open();
    const { writeSize } = this.#files.client;
    let left = parts.reduce((sum, part) => sum + part.length, 0);
    let message = new Uint8Array(Math.min(writeSize, left));
    let filled = 0;
    for (const part of parts) {
      for (let at = 0; at < part.length;) {
        const piece = part.subarray(at, at + message.length - filled);
        message.set(piece, filled);
        filled += piece.length;
        at += piece.length;
        if (filled < message.length) continue;
        await this.#send(handle, message);
        left -= filled;
        message = new Uint8Array(Math.min(writeSize, left));
        filled = 0;
      }
    }
  }

  async sync(): Promise<void> {
    const handle = this.#open();
    await this.flush();
    await this.#guard(() => this.#files.syncContent(handle));
  }

  /** Writes the last parts and closes the file; with `sync` its content is durable on return, its name not yet. */
  async finish(parts: Iterable<Uint8Array>, { sync = false }: { sync?: boolean } = {}): Promise<void> {
    try {
      for (const part of parts) await this.write([part]);
      if (sync) await this.sync();
    } finally {
      await this.close();
    }
  }

  async close(options: { sync?: boolean } = {}): Promise<void> {
    const handle = this.#handle;
    if (handle === undefined) return;
    this.#handle = undefined;
    try {
      await this.flush();
      if (options.sync === true) await this.#guard(() => this.#files.syncContent(handle));
    } finally {
      await this.#guard(() => this.#files.client.close(handle));
    }
    if (options.sync === true) await this.#guard(() => this.#files.syncFolder(dirname(this.#path)));
  }

  /** Resolves when all that was written has arrived. @throws {StorageError} What failed first. */
  async flush(): Promise<void> {
    await Promise.all(this.#underWay);
    this.#assertSound();
  }

  async #send(handle: SftpHandle, message: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#assertSound();
    const offset = this.#position;
    this.#position += message.length;
    const { done } = await this.#files.client.write(handle, offset, message);
    const arrival = done
      .catch((error: unknown) => this.#fail(error))
      .then(() => {
        this.#underWay.delete(arrival);
      });
    this.#underWay.add(arrival);
  }

  async #fail(error: unknown): Promise<void> {
    const reason = await this.#files.explainWrite(error, this.#path);
    this.#failure ??= { error: StorageError.from(reason, this.#files.locate(this.#path)) };
  }

  #assertSound(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #open(): SftpHandle {
    if (this.#handle === undefined) throw new StorageError("EBADF", this.#files.locate(this.#path));
    return this.#handle;
  }

  async #guard(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      throw StorageError.from(error, this.#files.locate(this.#path));
    }
  }
}
