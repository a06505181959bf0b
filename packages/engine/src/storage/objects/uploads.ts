import { ObjectStoreError } from "../../object-store/index.ts";
import type { ByteParts } from "./byte-parts.ts";

/** Bytes on their way at the same time: what one file more may be waited for. */
const BYTES_MAX = 128 << 20;

/** What became of an upload that was given up: nothing, a file, or nobody knows. */
export type Remains = "nothing" | "file" | "doubtful";

interface Upload {
  readonly content: ByteParts;
  readonly abort: AbortController;
  /** Settles when the upload has ended, however. */
  ended: Promise<void>;
  /** Whether the store may have heard of it. */
  isSent: boolean;
  failure: { readonly error: unknown } | undefined;
}

/** How files get to the store. */
export interface Way {
  /** Called first. If it throws, nothing was sent. */
  prepare(name: string): Promise<void>;
  send(name: string, content: ByteParts, signal: AbortSignal): Promise<void>;
}

/** Files on their way to the store, several at a time; they can be read meanwhile. */
export class Uploads {
  readonly #way: Way;
  readonly #uploads = new Map<string, Upload>();
  #bytes = 0;

  constructor(way: Way) {
    this.#way = way;
  }

  /** Content of a file that is on its way, or did not arrive. */
  content(name: string): ByteParts | undefined {
    return this.#uploads.get(name)?.content;
  }

  /** Begins an upload, as soon as there is room for it. @throws What an earlier one failed with. */
  async begin(name: string, content: ByteParts): Promise<void> {
    while (this.#bytes > 0 && this.#bytes + content.size > BYTES_MAX) {
      await Promise.race([...this.#uploads.values()].filter(isRunning).map(({ ended }) => ended));
    }
    this.#throwFailure();
    const upload: Upload = {
      content,
      abort: new AbortController(),
      isSent: false,
      failure: undefined,
      ended: Promise.resolve(),
    };
    this.#bytes += content.size;
    this.#uploads.set(name, upload);
    upload.ended = this.#run(name, upload);
  }

  /** Waits until all is there. @throws What failed first. */
  async settle(): Promise<void> {
    for (const { ended } of [...this.#uploads.values()]) await ended;
    this.#throwFailure();
  }

  /** Gives up a file. @returns What there may be of it now. */
  async cancel(name: string): Promise<Remains> {
    const upload = this.#uploads.get(name);
    if (upload === undefined) return "file";
    upload.abort.abort();
    await upload.ended;
    this.#uploads.delete(name);
    if (upload.failure === undefined) return "file";
    if (!upload.isSent) return "nothing";
    const { error } = upload.failure;
    // What was aborted may have been sent whole.
    const isCertain = error instanceof ObjectStoreError && !error.isDoubtful;
    return isCertain ? "nothing" : "doubtful";
  }

  async #run(name: string, upload: Upload): Promise<void> {
    try {
      await this.#way.prepare(name);
      upload.isSent = true;
      await this.#way.send(name, upload.content, upload.abort.signal);
      this.#uploads.delete(name);
    } catch (error) {
      upload.failure = { error };
    } finally {
      this.#bytes -= upload.content.size;
    }
  }

  #throwFailure(): void {
    for (const { failure } of this.#uploads.values()) if (failure !== undefined) throw failure.error;
  }
}

function isRunning(upload: Upload): boolean {
  return upload.failure === undefined;
}
