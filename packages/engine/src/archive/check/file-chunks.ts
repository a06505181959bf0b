import { toHex } from "@coffer/format/bytes";
import type { MsgpackReader } from "@coffer/format/bytes";
import type { ItemChunk } from "@coffer/format/archive";
import { readChunkList, readPackedChunk, sameChunk, sameChunkList } from "./chunk-lists.ts";
import type { Findings } from "./findings.ts";
import { pathOf } from "./item-outline.ts";
import type { ItemOutline } from "./item-outline.ts";
import type { References } from "./references.ts";
import type { Repairs } from "./repairs.ts";
import type { ZeroChunks } from "./zero-chunks.ts";

/** What a file's chunk lists have to become. */
export interface ChunkListChange {
  readonly chunks: readonly ItemChunk[];
  /** `undefined`: the item is to have none. */
  readonly chunks_healthy: readonly ItemChunk[] | undefined;
}

export interface FileCheckOptions {
  readonly findings: Findings;
  readonly references: References;
  readonly zeros: ZeroChunks;
  readonly repairs: Repairs | undefined;
}

/** Checks that all chunks of files are there, and counts the references to them. */
export class FileChecker {
  readonly #options: FileCheckOptions;

  constructor(options: FileCheckOptions) {
    this.#options = options;
  }

  /**
   * Checks one item with content. Lost chunks are reported (and, when repairing, replaced by zeros), found again ones healed.
   *
   * @returns What the lists have to become, or `undefined` if they stay.
   * @throws {MsgpackError | IntegrityError} If the lists are malformed.
   */
  check(archiveName: string, outline: ItemOutline, reader: MsgpackReader): ChunkListChange | undefined {
    if (outline.chunks_healthy < 0) {
      const size = this.#countPresent(outline, reader);
      if (size !== undefined) {
        this.#compareSize(archiveName, outline, reader, size);
        return undefined;
      }
    }
    return this.#mend(archiveName, outline, reader);
  }

  /**
   * Counts the chunks up to the first lost one. It does no harm to count one twice.
   * @returns The sum of their sizes; `undefined` if one is lost.
   */
  #countPresent(outline: ItemOutline, reader: MsgpackReader): number | undefined {
    const { references } = this.#options;
    reader.offset = outline.chunks;
    let total = 0;
    for (let left = reader.readArrayHeader(); left > 0; left--) {
      const { id, size } = readPackedChunk(reader);
      if (!references.add(id)) return undefined;
      total += size;
    }
    return total;
  }

  #mend(archiveName: string, outline: ItemOutline, reader: MsgpackReader): ChunkListChange {
    const { findings, repairs } = this.#options;
    const prefix = `${archiveName}: ${pathOf(outline, reader)}:`;
    const current = readChunkList(reader, outline.chunks);
    let healthy = outline.chunks_healthy < 0 ? undefined : readChunkList(reader, outline.chunks_healthy);
    if (healthy !== undefined && healthy.length !== current.length) {
      const verb = repairs === undefined ? "would be removed with --repair!" : "removed!";
      findings.warning(`${prefix} Invalid chunks_healthy metadata ${verb}`);
      healthy = undefined;
    }
    const chunks: ItemChunk[] = [];
    let [offset, isReplaced] = [0, false];
    for (const [index, wanted] of (healthy ?? current).entries()) {
      const place = `(Byte ${offset}-${offset + wanted.size}, Chunk ${toHex(wanted.id)})`;
      const used = this.#settle(prefix, place, offset, current[index] as ItemChunk, wanted);
      isReplaced ||= used.isReplaced;
      chunks.push(used.chunk);
      offset += used.chunk.size;
    }
    if (isReplaced && healthy === undefined) healthy = current;
    else if (healthy !== undefined && outline.chunks_healthy >= 0 && sameChunkList(chunks, healthy)) {
      const verb = repairs === undefined ? "Would completely heal damaged file with --repair!" : HEALED;
      findings.info(`${prefix} ${verb}`);
      healthy = undefined;
    }
    this.#compareSize(archiveName, outline, reader, offset);
    return { chunks, chunks_healthy: healthy };
  }

  /** Decides which chunk stands at one place of a file: the wanted one, or the one that replaces it. */
  #settle(
    prefix: string,
    place: string,
    offset: number,
    current: ItemChunk,
    wanted: ItemChunk,
  ): { chunk: ItemChunk; isReplaced: boolean } {
    const { findings, references, repairs } = this.#options;
    const isOriginal = sameChunk(current, wanted);
    if (references.add(wanted.id)) {
      if (!isOriginal) {
        const verb = repairs === undefined ? "Missing file chunk would be healed with --repair!" : HEALED_CHUNK;
        findings.info(`${prefix} ${verb} ${place}`);
        references.leaveBehind(current.id);
      }
      return { chunk: wanted, isReplaced: false };
    }
    if (isOriginal) {
      const verb = repairs === undefined ? "Would replace it with all-zero chunk with --repair." : REPLACING;
      findings.problem(`${prefix} New missing file chunk detected ${place}. ${verb}`);
      return { chunk: this.#replacement(wanted.size), isReplaced: true };
    }
    findings.info(
      `${prefix} Previously missing file chunk is still missing ${place}. It has an all-zero replacement chunk already.`,
    );
    if (references.add(current.id)) return { chunk: current, isReplaced: false };
    const range = `(Byte ${offset}-${offset + current.size}, Chunk ${toHex(current.id)})`;
    const verb = repairs === undefined ? "Would generate new replacement chunk with --repair." : GENERATING;
    findings.problemWarning(`${prefix} Missing all-zero replacement chunk detected ${range}. ${verb}`);
    return { chunk: this.#replacement(current.size), isReplaced: true };
  }

  #replacement(size: number): ItemChunk {
    const { references, repairs, zeros } = this.#options;
    const id = zeros.idOf(size);
    const csize = repairs?.storedSizeOf(zeros.content(size)) ?? 0;
    if (references.addOrMake(id)) repairs?.store(id, zeros.content(size));
    return { id, size, csize };
  }

  #compareSize(archiveName: string, outline: ItemOutline, reader: MsgpackReader, chunksSize: number): void {
    if (outline.size < 0) return;
    reader.offset = outline.size;
    const size = reader.readInt();
    if (size === chunksSize) return;
    this.#options.findings.warning(
      `${archiveName}: ${pathOf(outline, reader)}: size inconsistency detected: size ${size}, chunks size ${chunksSize}`,
    );
  }
}

const REPLACING = "Replacing with all-zero chunk.";
const GENERATING = "Generating new replacement chunk.";
const HEALED_CHUNK = "Healed previously missing file chunk!";
const HEALED = "Completely healed previously damaged file!";
