import { toHex } from "@coffer/format/bytes";
import type { CompressionName } from "@coffer/format/compression";
import type { ChunkIndex } from "@coffer/format/hashindex";
import type { Hold, OrderedQueue } from "../../threads/index.ts";
import type { CheckpointSchedule } from "../checkpoint/index.ts";
import type { CountedChunk, Decided, Outcome, Sealer } from "../create/index.ts";
import { DECIDED_AHEAD_MAX, ITEMS_PER_FLUSH } from "../create/index.ts";
import { stopIfInterrupted } from "../jobs/index.ts";
import type { Recompress } from "./recreate-options.ts";

/** A chunk of the new archive, whose plaintext lies in shared memory. */
export interface PlacedChunk {
  readonly id: Uint8Array;
  readonly address: number;
  readonly size: number;
  readonly hold: Hold;
  /** What it is stored with, where that is known. */
  readonly storedAs?: CompressionName | undefined;
}

export interface ChunkRewriterOptions {
  readonly chunks: ChunkIndex;
  readonly rewritten: ChunkIndex;
  readonly recompress: Recompress;
  readonly sealer: Sealer;
  readonly decided: OrderedQueue<Decided>;
  readonly checkpoints: CheckpointSchedule;
  /** Ends the work with an error at the end of an item; after a gentle stop, a checkpoint comes first. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Decides, in order, what is stored: chunks that are new, and those that are to be compressed once more. Counts references.
 *
 * Calls must be awaited one by one. Plaintext is held until {@link flush}: whoever waits for memory flushes first.
 */
export class ChunkRewriter {
  readonly #options: ChunkRewriterOptions;
  #completed: (() => void)[] = [];
  #sinceBarrier = 0;

  constructor(options: ChunkRewriterOptions) {
    this.#options = options;
  }

  /**
   * Whether the chunk is to be compressed once more: in the mode for that, at its first occurrence in a run. Whoever asks must
   * then {@link add} it so.
   */
  claim(id: Uint8Array): boolean {
    const { recompress, rewritten } = this.#options;
    if (recompress === "never" || rewritten.find(id) >= 0) return false;
    rewritten.set(id, 1, 0, 0);
    return true;
  }

  /** Whether what a claimed chunk is stored with decides on it. */
  asksForCompression(id: Uint8Array): boolean {
    return this.#options.recompress === "if-different" && this.#options.chunks.find(id) >= 0;
  }

  /** Takes the next chunk. Its stored size is known when what refers to it is completed. */
  async add(chunk: PlacedChunk, isClaimed: boolean): Promise<CountedChunk> {
    const { recompress, sealer, decided } = this.#options;
    const isKnown = this.#count(chunk);
    const counted = { id: chunk.id, size: chunk.size, csize: 0, isNew: !isKnown };
    if (isKnown && !isClaimed) return counted;
    const canStay = isKnown && recompress === "if-different";
    const batch = await sealer.add({ ...chunk, storedAs: canStay ? chunk.storedAs : undefined });
    if (batch !== undefined) decided.push({ type: "sealing", batch });
    return counted;
  }

  /** All that was added for `outcome` is decided; `complete` is called when it is stored. */
  async complete(outcome: Outcome, complete: (outcome: Outcome) => void): Promise<void> {
    const { decided } = this.#options;
    this.#completed.push(() => decided.push({ type: "complete", entry: { complete }, outcome }));
    this.#sinceBarrier += 1;
    if (this.#options.checkpoints.isDue) await this.#makeCheckpoint();
    stopIfInterrupted(this.#options.signal);
    if (this.#sinceBarrier < ITEMS_PER_FLUSH) return;
    this.#sinceBarrier = 0;
    await this.flush();
    // The item stream takes its nonces at a fixed place in the order.
    await new Promise<void>((passed) => decided.push({ type: "barrier", passed }));
  }

  /** Sends off what waits. Waits while the last stage is far behind. */
  async flush(): Promise<void> {
    const { sealer, decided } = this.#options;
    const batch = await sealer.flush();
    if (batch !== undefined) decided.push({ type: "sealing", batch });
    const completed = this.#completed;
    this.#completed = [];
    for (const push of completed) push();
    const room = decided.room(DECIDED_AHEAD_MAX);
    if (room !== undefined) await room;
  }

  async #makeCheckpoint(): Promise<void> {
    const { checkpoints, decided } = this.#options;
    await this.flush();
    const nothing = { entry: { complete: () => undefined }, chunks: [], partNumber: 0 };
    await checkpoints.make(
      () => new Promise<void>((passed) => decided.push({ type: "checkpoint", ...nothing, passed })),
    );
  }

  /** Counts one more reference. @returns Whether the repository holds the chunk. */
  #count({ id, size }: PlacedChunk): boolean {
    const { chunks } = this.#options;
    const bucket = chunks.find(id);
    if (bucket < 0) {
      chunks.set(id, 1, size, 0);
      return false;
    }
    const known = chunks.sizeAt(bucket);
    if (known !== size) {
      throw new Error(`chunk has same id [${toHex(id)}], but different size (stored: ${known} new: ${size})!`);
    }
    chunks.incrementAt(bucket);
    return true;
  }
}
