import { TAR_BLOCK_SIZE } from "./blocks.ts";
import type { PaxHeaders } from "./pax-headers.ts";
import { applyPaxHeaders, withRecords } from "./pax-headers.ts";
import { decodePaxRecords } from "./pax-records.ts";
import type { SparsePart } from "./sparse-map.ts";
import { checkedParts, SparseLines } from "./sparse-map.ts";
import { readGnuSparse } from "./gnu-sparse.ts";
import { TarContent } from "./tar-content.ts";
import type { TarExtension } from "./tar-extension.ts";
import { longLink, longName, paxExtension } from "./tar-extension.ts";
import { decodeTarHeader } from "./tar-header.ts";
import type { NoHeader, TarHeader } from "./tar-header.ts";
import { CountedInput } from "./tar-input.ts";
import type { TarInput } from "./tar-input.ts";
import type { TarMember } from "./tar-member.ts";
import { TarReadError } from "./tar-read-error.ts";
import {
  hasTarContent,
  isTarRegular,
  TAR_LONG_LINK,
  TAR_LONG_NAME,
  TAR_PAX,
  TAR_PAX_GLOBAL,
  TAR_PAX_SOLARIS,
  TAR_SPARSE,
} from "./tar-type.ts";

export interface TarReaderOptions {
  /** Go on behind blocks that are no headers: the end of a tar file that others follow, or damage. */
  readonly ignoreZeros?: boolean;
}

/** Longest name or link target, bytes. */
const NAME_SIZE_MAX = 1024 * 1024;
/** Longest pax header: the older maps of sparse files stand in there. */
const PAX_SIZE_MAX = 16 * 1024 * 1024;
/** Headers that may come before a member's own. */
const EXTENSIONS_MAX = 64;

/** Why there is no header. */
type Absence = NoHeader | "empty header" | "truncated header";

/**
 * Reads the members of a tar file one after the other: GNU, POSIX (ustar and pax), Solaris, V7.
 *
 * Between two calls of {@link next} the content of the member may be read by {@link readInto}; what is not read is skipped.
 */
export class TarReader {
  readonly #input: CountedInput;
  readonly #ignoreZeros: boolean;
  readonly #block = new Uint8Array(TAR_BLOCK_SIZE);
  /** What was said for all members that follow. */
  #globals: PaxHeaders = new Map();
  #content: TarContent | undefined;
  #damage: string | undefined;
  /** How the input begins if that is no tar file, and none has come so far. */
  #garbage: string | undefined;

  constructor(input: TarInput, options: TarReaderOptions = {}) {
    this.#input = new CountedInput(input);
    this.#ignoreZeros = options.ignoreZeros ?? false;
  }

  /** Once there are no more members: what stands there in place of the end of a tar file, if anything does. */
  get damage(): string | undefined {
    return this.#damage;
  }

  /**
   * The next member; `undefined` after the last.
   * @throws {TarReadError} If this is no tar file, or one that is cut off in the middle of a member.
   */
  async next(): Promise<TarMember | undefined> {
    await this.#content?.skip();
    this.#content = undefined;
    for (;;) {
      const start = this.#input.position;
      const found = await this.#readMember();
      if (typeof found !== "string") {
        this.#garbage = undefined;
        return found;
      }
      if (found === "empty header" || found === "truncated header") {
        if (start === 0) throw new TarReadError(found === "empty header" ? "empty file" : found);
        if (this.#garbage !== undefined) throw new TarReadError(this.#garbage);
        if (found === "truncated header") this.#damage = `${found} at ${start}`;
        return undefined;
      }
      if (this.#ignoreZeros) {
        if (start === 0 && found !== "end of file header") this.#garbage = found;
        continue;
      }
      if (found === "end of file header") return undefined;
      if (start === 0) throw new TarReadError(found);
      this.#damage = `${found} at ${start}`;
      return undefined;
    }
  }

  /**
   * Fills `target` with the next bytes of the content; it gets fewer only at their end.
   * @throws {TarReadError} If the input ends before.
   */
  async readInto(target: Uint8Array): Promise<number> {
    return (await this.#content?.readInto(target)) ?? 0;
  }

  /** A member with all that comes before its header. */
  async #readMember(): Promise<TarMember | Absence> {
    const extensions: TarExtension[] = [];
    for (;;) {
      const block = this.#block;
      const header = await this.#readHeader(block);
      if (typeof header === "string") {
        // What was announced must come.
        if (extensions.length > 0) throw new TarReadError(header);
        return header;
      }
      try {
        const extension = await this.#readExtension(header);
        if (extension === undefined) return await this.#begin(header, block, extensions);
        extensions.push(extension);
      } catch (error) {
        if (error instanceof RangeError) throw new TarReadError("invalid header", { cause: error });
        throw error;
      }
      if (extensions.length > EXTENSIONS_MAX) throw new TarReadError("too many extended headers");
    }
  }

  async #readHeader(block: Uint8Array): Promise<TarHeader | Absence> {
    const count = await this.#input.readInto(block);
    if (count === 0) return "empty header";
    return count < block.length ? "truncated header" : decodeTarHeader(block);
  }

  /** @throws {RangeError} If it is malformed. */
  async #readExtension({ type, size }: TarHeader): Promise<TarExtension | undefined> {
    switch (type) {
      case TAR_LONG_NAME:
        return longName(await this.#readText(size, NAME_SIZE_MAX));
      case TAR_LONG_LINK:
        return longLink(await this.#readText(size, NAME_SIZE_MAX));
      case TAR_PAX:
      case TAR_PAX_SOLARIS:
      case TAR_PAX_GLOBAL: {
        const records = decodePaxRecords(await this.#readText(size, PAX_SIZE_MAX));
        const headers = withRecords(this.#globals, records);
        if (type !== TAR_PAX_GLOBAL) return paxExtension(headers, records);
        this.#globals = headers;
        return { apply: () => undefined };
      }
    }
    return undefined;
  }

  async #readText(size: number, sizeMax: number): Promise<Uint8Array> {
    if (size > sizeMax) throw new TarReadError(`a header of ${size} bytes is too long`);
    const content = new TarContent(this.#input, wholeContent(size));
    const bytes = new Uint8Array(size);
    await content.readInto(bytes);
    await content.skip();
    return bytes;
  }

  /** Changes a member to what came before it, and readies its content. @throws {RangeError} If that is malformed. */
  async #begin(header: TarHeader, block: Uint8Array, extensions: readonly TarExtension[]): Promise<TarMember> {
    const isGnuSparse = header.type === TAR_SPARSE;
    // Of what two say, that of the first counts.
    const told = extensions.find(({ storedSize }) => storedSize !== undefined)?.storedSize;
    const storedSize = hasTarContent(header.type) ? (told ?? header.size) : 0;
    if (!isGnuSparse) applyPaxHeaders(header, this.#globals);
    for (const extension of extensions.toReversed()) extension.apply(header);
    header.size = storedSize;
    const sparse = extensions.find((extension) => extension.sparse !== undefined)?.sparse;
    if (isGnuSparse) {
      const { parts, size } = await readGnuSparse(block, this.#input);
      this.#beginSparse(header, parts, size, storedSize);
    } else if (sparse !== undefined && isTarRegular(header.type)) {
      const before = this.#input.position;
      const parts = sparse.parts ?? (await this.#readSparseLines(storedSize));
      this.#beginSparse(header, parts, sparse.size, storedSize - (this.#input.position - before));
    } else this.#content = new TarContent(this.#input, wholeContent(storedSize));
    return header;
  }

  #beginSparse(header: TarHeader, parts: readonly SparsePart[], size: number, storedSize: number): void {
    header.size = size;
    this.#content = new TarContent(this.#input, { storedSize, size, parts: checkedParts(parts, size, storedSize) });
  }

  async #readSparseLines(storedSize: number): Promise<SparsePart[]> {
    const lines = new SparseLines();
    const block = new Uint8Array(TAR_BLOCK_SIZE);
    for (let rest = storedSize; rest >= TAR_BLOCK_SIZE; rest -= TAR_BLOCK_SIZE) {
      await this.#input.readAll(block);
      const parts = lines.push(block);
      if (parts !== undefined) return parts;
    }
    throw new RangeError("a sparse file without its map");
  }
}

function wholeContent(size: number): { storedSize: number; size: number; parts: readonly SparsePart[] } {
  return { storedSize: size, size, parts: [{ offset: 0, size }] };
}
