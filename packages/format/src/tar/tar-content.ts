import { tarPadding } from "./blocks.ts";
import type { SparsePart } from "./sparse-map.ts";
import type { CountedInput } from "./tar-input.ts";

export interface TarContentShape {
  /** Bytes that lie in the tar file. */
  readonly storedSize: number;
  /** Bytes of the file, with its holes. */
  readonly size: number;
  /** What is not a hole: in order, inside the file, no more than is stored. */
  readonly parts: readonly SparsePart[];
}

/** The content of one member: read in order, with zeros in the place of holes. */
export class TarContent {
  readonly #input: CountedInput;
  readonly #size: number;
  readonly #parts: readonly SparsePart[];
  readonly #end: number;
  #position = 0;
  #part = 0;

  /** The input stands at the first stored byte. */
  constructor(input: CountedInput, { storedSize, size, parts }: TarContentShape) {
    this.#input = input;
    this.#size = size;
    this.#parts = parts;
    this.#end = input.position + storedSize + tarPadding(storedSize);
  }

  /** Fills `target`; it gets fewer bytes only at the end of the content. @throws {TarReadError} If that is cut off. */
  async readInto(target: Uint8Array): Promise<number> {
    const wanted = Math.min(target.length, this.#size - this.#position);
    for (let filled = 0; filled < wanted;) filled += await this.#fillSome(target.subarray(filled, wanted));
    return wanted;
  }

  /** Goes to the next header. @throws {TarReadError} If the input ends before. */
  skip(): Promise<void> {
    return this.#input.skip(this.#end - this.#input.position);
  }

  /** Fills up to the end of the part or hole at hand. */
  async #fillSome(target: Uint8Array): Promise<number> {
    const part = this.#parts[this.#part];
    const begin = part?.offset ?? this.#size;
    const isHole = this.#position < begin;
    const end = isHole ? begin : begin + (part?.size ?? 0);
    const count = Math.min(target.length, end - this.#position);
    if (isHole) target.fill(0, 0, count);
    else await this.#input.readAll(target.subarray(0, count));
    this.#position += count;
    if (!isHole && this.#position === end) this.#part += 1;
    return count;
  }
}
