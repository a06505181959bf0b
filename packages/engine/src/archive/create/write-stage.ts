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
  /** Commits what is complete. */
  readonly saveCheckpoint: () => Promise<void>;
}

/** The last stage: appends entries to the log in order of discovery, then completes the items that refer to them. */
export class WriteStage {
  readonly #options: WriteStageOptions;

  constructor(options: WriteStageOptions) {
    this.#options = options;
  }

  /** Runs until the queue of decisions ends. Awaits only what there is to wait for: most entries are done at once. */
  async run(): Promise<void> {
    const { decided } = this.#options;
    for (;;) {
      const next = decided.take() ?? (await decided.next());
      if (next === undefined) return;
      const waiting = this.#handle(next);
      if (waiting !== undefined) await waiting;
    }
  }

  #handle(next: Decided): void | Promise<void> {
    switch (next.type) {
      case "sealing":
        return this.#append(next.batch);
      case "complete":
        return this.#complete(next.entry, next.outcome);
      case "barrier":
        return this.#options.flushItems().then(next.passed);
      case "checkpoint":
        return this.#checkpoint(next).then(next.passed);
    }
  }

  async #append(batch: SealBatch): Promise<void> {
    const { repository, output } = this.#options;
    const sealed = await batch.sealed;
    let written: void | Promise<void>;
    for (let index = 0; index < batch.ids.length; index++) {
      const id = batch.ids[index] as Uint8Array;
      const size = sealed.entrySizes[index] as number;
      if (size === 0) continue;
      const entry = output.view(batch.targets[index] as number, size);
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

  async #checkpoint({ entry, chunks, partNumber }: Decided & { type: "checkpoint" }): Promise<void> {
    this.#fillStoredSizes(chunks);
    if (chunks.length > 0) entry.addPart?.(chunks, partNumber);
    await this.#options.saveCheckpoint();
  }

  #complete(entry: PipelineEntry, outcome: Outcome): void | Promise<void> {
    if (outcome.type === "stored") this.#fillStoredSizes(outcome.chunks);
    if (outcome.type !== "trouble" || outcome.referenced.length === 0) return entry.complete(outcome);
    return this.#dropReferences(outcome.referenced).then(() => entry.complete(outcome));
  }

  async #dropReferences(chunks: readonly CountedChunk[]): Promise<void> {
    for (const chunk of chunks) await this.#options.dropReference(chunk.id);
  }

  #fillStoredSizes(chunks: CountedChunk[]): void {
    const index = this.#options.chunks;
    for (const chunk of chunks) chunk.csize = index.csizeAt(index.find(chunk.id));
  }
}
