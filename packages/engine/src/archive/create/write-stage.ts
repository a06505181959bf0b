import type { ChunkIndex } from "@coffer/format/hashindex";
import type { Repository } from "../../repository/index.ts";
import type { OrderedQueue } from "../../threads/index.ts";
import type { SharedHeap } from "../../threads/index.ts";
import { PUT_HEADER_SIZE } from "@coffer/format/segment";
import type { Decided } from "./dedup-stage.ts";
import type { SealBatch } from "./sealer.ts";
import type { CountedChunk, Outcome, PipelineEntry } from "./unit.ts";

export interface WriteStageOptions {
  readonly decided: OrderedQueue<Decided>;
  readonly repository: Repository;
  readonly chunks: ChunkIndex;
  readonly output: SharedHeap;
  /** Chunks that this run has added and nobody refers to any more are taken out again. */
  readonly dropReference: (id: Uint8Array) => Promise<void>;
  /** Writes the item stream as far as it goes. */
  readonly flushItems: () => Promise<void>;
}

/** The last stage: appends entries to the log in order of discovery, then completes the items that refer to them. */
export class WriteStage {
  readonly #options: WriteStageOptions;

  constructor(options: WriteStageOptions) {
    this.#options = options;
  }

  /** Runs until the queue of decisions ends. */
  async run(): Promise<void> {
    const { decided } = this.#options;
    for (let next = await decided.next(); next !== undefined; next = await decided.next()) {
      if (next.type === "sealing") await this.#append(next.batch);
      else if (next.type === "complete") await this.#complete(next.entry, next.outcome);
      else {
        await this.#options.flushItems();
        next.passed();
      }
    }
  }

  async #append(batch: SealBatch): Promise<void> {
    const { repository, output } = this.#options;
    const sealed = await batch.sealed;
    let written: void | Promise<void>;
    for (const [index, id] of batch.ids.entries()) {
      const entry = output.view(batch.targets[index] as number, sealed.entrySizes[index] as number);
      written = repository.putEntry(id, entry);
      if (written !== undefined) await written;
      this.#noteStored(id, entry.length - PUT_HEADER_SIZE);
    }
    output.free(batch.output);
  }

  #noteStored(id: Uint8Array, csize: number): void {
    const { chunks } = this.#options;
    chunks.setCsizeAt(chunks.find(id), csize);
  }

  async #complete(entry: PipelineEntry, outcome: Outcome): Promise<void> {
    if (outcome.type === "stored") this.#fillStoredSizes(outcome.chunks);
    if (outcome.type === "trouble") for (const chunk of outcome.referenced) await this.#options.dropReference(chunk.id);
    const completed = entry.complete(outcome);
    if (completed !== undefined) await completed;
  }

  #fillStoredSizes(chunks: CountedChunk[]): void {
    const index = this.#options.chunks;
    for (const chunk of chunks) chunk.csize = index.csizeAt(index.find(chunk.id));
  }
}
