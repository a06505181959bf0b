import { read } from "node:fs";
import { promisify } from "node:util";

const readSome = promisify(read);

/** Small reads are served from pieces of this size. */
const BUFFER_SIZE = 1024 * 1024;

/** The bytes of an open descriptor, from where it stands. */
export class BufferedFile {
  readonly #fd: number;
  readonly #buffer = new Uint8Array(BUFFER_SIZE);
  #rest: Uint8Array = this.#buffer.subarray(0, 0);

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Fills `target`; it gets fewer bytes only at the end of the file. @throws The system's error. */
  async readInto(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const open = target.subarray(filled);
      if (this.#rest.length === 0 && open.length < BUFFER_SIZE) {
        const { bytesRead } = await readSome(this.#fd, this.#buffer, 0, BUFFER_SIZE, null);
        this.#rest = this.#buffer.subarray(0, bytesRead);
      }
      const count = this.#rest.length === 0 ? await this.#readDirectly(open) : this.#takeFromBuffer(open);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }

  #takeFromBuffer(target: Uint8Array): number {
    const taken = this.#rest.subarray(0, target.length);
    target.set(taken);
    this.#rest = this.#rest.subarray(taken.length);
    return taken.length;
  }

  async #readDirectly(target: Uint8Array): Promise<number> {
    const { bytesRead } = await readSome(this.#fd, target, 0, target.length, null);
    return bytesRead;
  }
}
