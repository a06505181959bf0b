import { createXxh64 } from "../kernels/index.ts";
import type { Xxh64 } from "../kernels/index.ts";

/** The part of a hash index that has a digest of its own, and how many bytes of the file precede it. */
export const HASH_HEADER_PART = "HashHeader";
export const HASH_HEADER_POSITION = 18;
export const FINAL_PART = "final";

/** Digests of one file, by part; `final` covers all of it. */
export interface IntegrityDigests {
  readonly final: string;
  readonly [part: string]: string;
}

/**
 * Borg's digest of a file whose name matters: the name goes in before the content, and at the end of each *part* its name and
 * the position in the file. The hash runs on over parts.
 *
 * @see docs/formats/integrity.md, "Digest".
 */
export class IntegrityDigest {
  readonly #hash: Xxh64 = createXxh64();
  #position = 0;

  /** @param fileName Base name of the finished file, in ASCII: `index.9`, `hints.9`, `chunks`. */
  constructor(fileName: string) {
    this.#updateText(fileName);
  }

  update(bytes: Uint8Array): this {
    this.#hash.update(bytes);
    this.#position += bytes.length;
    return this;
  }

  /** Ends a part here. @returns 16 hex digits. */
  endPart(part: string): string {
    this.#updateText(part);
    this.#hash.update(ascii(String(this.#position)));
    return this.#hash.hexdigest();
  }

  #updateText(text: string): void {
    this.#hash.update(ascii(String(text.length).padStart(10))).update(ascii(text));
  }
}

/** Digests of a file that has no parts but the whole, such as hints, and comes in pieces. */
export class FileDigest {
  readonly #digest: IntegrityDigest;

  constructor(fileName: string) {
    this.#digest = new IntegrityDigest(fileName);
  }

  update(piece: Uint8Array): this {
    this.#digest.update(piece);
    return this;
  }

  digests(): IntegrityDigests {
    return { final: this.#digest.endPart(FINAL_PART) };
  }
}

/** As {@link FileDigest}, of the whole file. */
export function digestFile(fileName: string, bytes: Uint8Array): IntegrityDigests {
  return new FileDigest(fileName).update(bytes).digests();
}

/** Digests of a hash index file that comes in pieces, the first of which is its header. */
export class HashIndexDigest {
  readonly #digest: IntegrityDigest;
  #header: string | undefined;

  constructor(fileName: string) {
    this.#digest = new IntegrityDigest(fileName);
  }

  update(piece: Uint8Array): this {
    this.#digest.update(piece);
    this.#header ??= this.#digest.endPart(HASH_HEADER_PART);
    return this;
  }

  digests(): IntegrityDigests {
    return { [HASH_HEADER_PART]: this.#header ?? "", final: this.#digest.endPart(FINAL_PART) };
  }
}

/** Digests of a hash index file. */
export function digestHashIndex(fileName: string, bytes: Uint8Array): IntegrityDigests {
  const header = bytes.subarray(0, HASH_HEADER_POSITION);
  return new HashIndexDigest(fileName).update(header).update(bytes.subarray(HASH_HEADER_POSITION)).digests();
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
