import { StorageError } from "../storage-error.ts";
import type { StorageWriter } from "../storage.ts";
import type { ByteParts } from "./byte-parts.ts";

/** Gathers a file in memory until it is closed. */
export class ObjectWriter implements StorageWriter {
  readonly #content: ByteParts;
  readonly #complete: () => Promise<void>;
  #isClosed = false;
  #isComplete = false;

  /** @param complete Has the content uploaded. */
  constructor(content: ByteParts, complete: () => Promise<void>) {
    this.#content = content;
    this.#complete = complete;
  }

  get position(): number {
    return this.#content.size;
  }

  async write(parts: readonly Uint8Array[]): Promise<void> {
    if (this.#isClosed) throw new StorageError("EBADF", "closed writer");
    for (const part of parts) this.#content.append(new Uint8Array(part));
  }

  /** An object comes into being whole, so nothing of it is durable before it is closed. */
  sync(): Promise<void> {
    return Promise.resolve();
  }

  async close(options: { sync?: boolean } = {}): Promise<void> {
    this.#isClosed = true;
    if (options.sync !== true || this.#isComplete) return;
    this.#isComplete = true;
    await this.#complete();
  }
}
