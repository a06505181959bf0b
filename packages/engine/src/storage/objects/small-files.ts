/** Files up to this size are read whole, and kept. */
export const SMALL_FILE_MAX: number = 256 * 1024;
const COUNT_MAX = 64;

/** Content of small files that do not change; the ones used last. */
export class SmallFiles {
  readonly #files = new Map<string, Uint8Array>();

  get(name: string): Uint8Array | undefined {
    const bytes = this.#files.get(name);
    if (bytes !== undefined) this.set(name, bytes);
    return bytes;
  }

  set(name: string, bytes: Uint8Array): void {
    this.#files.delete(name);
    this.#files.set(name, bytes);
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= COUNT_MAX) return;
      this.#files.delete(oldest);
    }
  }

  forget(name: string): void {
    this.#files.delete(name);
  }
}
