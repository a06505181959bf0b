import type { ChunkIndex } from "@coffer/format/hashindex";
import type { OrderedQueue } from "../../threads/index.ts";
import type { Decided } from "./dedup-stage.ts";
import type { CountedChunk, PipelineEntry } from "./unit.ts";

/**
 * The part files of one file: a checkpoint in the middle of it stores what came since the one before, so that this is in
 * the archive of the checkpoint. Once the file is complete, its parts hold all of it.
 */
export class FileParts {
  readonly #decided: OrderedQueue<Decided>;
  readonly #entry: PipelineEntry;
  #count = 0;
  #covered = 0;

  constructor(decided: OrderedQueue<Decided>, entry: PipelineEntry) {
    this.#decided = decided;
    this.#entry = entry;
  }

  /** Chunks of the file that are in a part: they stay, whatever becomes of the file. */
  get covered(): number {
    return this.#covered;
  }

  /** Makes a checkpoint; resolves when it is durable. @param chunks All chunks of the file so far; all of them are sealed. */
  async checkpoint(chunks: readonly CountedChunk[]): Promise<void> {
    const added = chunks.slice(this.#covered);
    this.#covered = chunks.length;
    if (added.length > 0) this.#count += 1;
    const part = { entry: this.#entry, chunks: added, partNumber: this.#count };
    await new Promise<void>((passed) => this.#decided.push({ type: "checkpoint", ...part, passed }));
  }

  /** Makes the last part of a complete file that has others. Its parts and the file each refer to all chunks. */
  async finish(chunks: readonly CountedChunk[], index: ChunkIndex): Promise<void> {
    if (this.#count === 0) return;
    if (chunks.length > this.#covered) await this.checkpoint(chunks);
    for (const { id } of chunks) index.incrementAt(index.find(id));
  }
}
