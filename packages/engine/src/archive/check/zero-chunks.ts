import { IntegrityError } from "@coffer/format/errors";
import type { Key } from "@coffer/format/keys";
import { MAX_DATA_SIZE } from "@coffer/format/segment";

/** Chunks of zeros, which take the place of lost ones. */
export class ZeroChunks {
  readonly #key: Key;
  readonly #ids = new Map<number, Uint8Array>();
  #zeros = new Uint8Array(0);

  constructor(key: Key) {
    this.#key = key;
  }

  /** @throws {IntegrityError} If no chunk can be that large. */
  idOf(size: number): Uint8Array {
    const known = this.#ids.get(size);
    if (known !== undefined) return known;
    const id = this.#key.idHash(this.content(size));
    this.#ids.set(size, id);
    return id;
  }

  /** `size` zeros, not to be written to. @throws {IntegrityError} As {@link idOf}. */
  content(size: number): Uint8Array {
    if (!Number.isSafeInteger(size) || size < 0 || size > MAX_DATA_SIZE) {
      throw new IntegrityError(`No chunk has ${size} bytes`);
    }
    if (this.#zeros.length < size) this.#zeros = new Uint8Array(size);
    return this.#zeros.subarray(0, size);
  }
}
