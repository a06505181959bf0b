import { TarReadError } from "./tar-read-error.ts";

/** Where the bytes of a tar file come from. */
export interface TarInput {
  /** Fills `target`; it gets fewer bytes only at the end of the input. */
  readInto(target: Uint8Array): Promise<number>;
}

/** What nobody wants is read in pieces of this size. */
const SKIP_SIZE = 256 * 1024;

/** An input whose bytes are counted. */
export class CountedInput {
  readonly #input: TarInput;
  #position = 0;
  #scratch: Uint8Array | undefined;

  constructor(input: TarInput) {
    this.#input = input;
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#position;
  }

  /** As {@link TarInput.readInto}. */
  async readInto(target: Uint8Array): Promise<number> {
    const count = await this.#input.readInto(target);
    this.#position += count;
    return count;
  }

  /** @throws {TarReadError} If the input ends before. */
  async readAll(target: Uint8Array): Promise<void> {
    if ((await this.readInto(target)) < target.length) throw new TarReadError("unexpected end of data");
  }

  /** @throws {TarReadError} If the input ends before. */
  async skip(count: number): Promise<void> {
    this.#scratch ??= new Uint8Array(SKIP_SIZE);
    for (let rest = count; rest > 0; rest -= SKIP_SIZE) {
      await this.readAll(this.#scratch.subarray(0, Math.min(rest, SKIP_SIZE)));
    }
  }
}
