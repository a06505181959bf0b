import { toHex } from "@coffer/format/bytes";
import type { ChunkIndex } from "@coffer/format/hashindex";
import type { Hold, OrderedQueue } from "../../threads/index.ts";
import type { CheckpointSchedule } from "../checkpoint/index.ts";
import type { FileRead, FilesRead } from "../jobs/index.ts";
import { interruptedError } from "../jobs/index.ts";
import { FileParts } from "./file-parts.ts";
import type { LargeFile, LargeFileResult } from "./large-file.ts";
import { DECIDED_AHEAD_MAX, ITEMS_PER_FLUSH } from "./limits.ts";
import type { SealBatch, Sealer } from "./sealer.ts";
import type { Barrier, CountedChunk, Group, Outcome, PipelineEntry, Unit } from "./unit.ts";

/** What the last stage gets, in order: entries to be written, then who is complete. */
export type Decided =
  | { readonly type: "sealing"; readonly batch: SealBatch }
  | { readonly type: "complete"; readonly entry: PipelineEntry; readonly outcome: Outcome }
  /** A checkpoint in the middle of an entry; `chunks` are those since the last one. */
  | {
      readonly type: "checkpoint";
      readonly entry: PipelineEntry;
      readonly chunks: CountedChunk[];
      readonly partNumber: number;
      readonly passed: () => void;
    }
  | Barrier;

const UNREMARKABLE: FileRead = {};

/** Chunks that lie one after another in one region. */
interface ChunkRow {
  readonly address: number;
  readonly sizes: ArrayLike<number>;
  readonly ids: Uint8Array;
  readonly hold: Hold;
}

export interface DedupStageOptions {
  readonly units: OrderedQueue<Unit>;
  readonly decided: OrderedQueue<Decided>;
  readonly chunks: ChunkIndex;
  readonly sealer: Sealer;
  readonly checkpoints?: CheckpointSchedule | undefined;
  /** Begins to read a file once more, piece by piece, in memory that nobody else waits for. */
  readonly readAgain: (entry: PipelineEntry) => LargeFile;
}

/**
 * The stage that knows what the repository holds: counts references, and has new chunks sealed.
 *
 * It takes units strictly in order, so which of two equal chunks is the new one, and which nonce it gets, never depends
 * on how fast a thread was.
 */
export class DedupStage {
  readonly #options: DedupStageOptions;
  #sinceBarrier = 0;

  constructor(options: DedupStageOptions) {
    this.#options = options;
  }

  /** Runs until the queue of units ends; ends the queue of decisions. */
  async run(): Promise<void> {
    for (let unit = await this.#options.units.next(); unit !== undefined; unit = await this.#options.units.next()) {
      if (unit.type === "barrier") await this.#barrier().then(unit.passed);
      else if (unit.type === "group") await this.#decideGroup(unit);
      else this.#complete(unit.entry, await this.#decidePieces(unit));
      if (this.#sinceBarrier >= ITEMS_PER_FLUSH) await this.#barrier();
      const room = this.#options.decided.room(DECIDED_AHEAD_MAX);
      if (room !== undefined) await room;
    }
    this.#options.decided.end();
  }

  async #decideGroup(group: Group): Promise<void> {
    const { content } = group;
    const read = await content?.reading;
    const withContent = group.entries.filter((entry) => entry.source !== undefined);
    const outcomes =
      read === undefined || content === undefined ? [] : await this.#decideFiles(withContent, content, read);
    let next = 0;
    for (const entry of group.entries) {
      const outcome = entry.source === undefined ? { type: "none" as const } : (outcomes[next++] as Outcome);
      this.#complete(entry, outcome);
    }
  }

  async #decideFiles(
    entries: readonly PipelineEntry[],
    content: NonNullable<Group["content"]>,
    read: FilesRead,
  ): Promise<Outcome[]> {
    const { hold, slots, files } = content;
    const outcomes: Outcome[] = [];
    let done = 0;
    for (let index = 0; index < entries.length; index++) {
      const file = files[index] ?? 0;
      const remark = read.remarks.get(file) ?? UNREMARKABLE;
      if (remark.grew === true) {
        outcomes.push(await this.#decidePieces(this.#options.readAgain(entries[index] as PipelineEntry)));
        continue;
      }
      const end = done + (read.chunkCounts[file] ?? 0);
      const row = {
        address: slots[2 * file] ?? 0,
        sizes: read.chunkSizes.subarray(done, end),
        ids: read.ids.subarray(32 * done, 32 * end),
        hold,
      };
      const chunks: CountedChunk[] = [];
      const deciding = this.#decideChunks(row, chunks);
      if (deciding !== undefined) await deciding;
      done = end;
      outcomes.push(outcomeOf(remark, chunks));
    }
    await this.#seal();
    hold.release();
    return outcomes;
  }

  async #decidePieces(unit: LargeFile): Promise<Outcome> {
    const chunks: CountedChunk[] = [];
    const parts = new FileParts(this.#options.decided, unit.entry);
    for (let piece = await unit.pieces.next(); piece !== undefined; piece = await unit.pieces.next()) {
      const { hold, read } = piece;
      const row = { address: read.address, sizes: read.sizes, ids: read.ids, hold };
      await this.#decideChunks(row, chunks);
      await this.#seal();
      hold.release();
      if (this.#isCheckpointDue(unit)) await parts.checkpoint(chunks);
    }
    const outcome = outcomeOf(unit.result, chunks, parts.covered);
    if (outcome.type === "stored") await parts.finish(chunks, this.#options.chunks);
    if (unit.result.interrupted === true) {
      if (this.#isCheckpointDue(unit)) await parts.checkpoint(chunks);
      throw interruptedError();
    }
    unit.settle();
    return outcome;
  }

  #isCheckpointDue(unit: LargeFile): boolean {
    if (!unit.takesCheckpoints || this.#options.checkpoints?.isDue !== true) return false;
    unit.hold();
    return true;
  }

  /** Decides chunks that lie in a row; appends them to `chunks`. Waits only where a batch was filled. */
  #decideChunks(row: ChunkRow, chunks: CountedChunk[], from = 0): void | Promise<void> {
    let { address } = row;
    for (let index = from; index < row.sizes.length; index++) {
      const size = row.sizes[index] ?? 0;
      const id = row.ids.slice(32 * index, 32 * index + 32);
      const isNew = this.#isNew(id, size);
      chunks.push({ id, size, csize: 0, isNew });
      const full = isNew ? this.#options.sealer.add({ id, address, size, hold: row.hold }) : undefined;
      address += size;
      if (full === undefined) continue;
      const rest = { ...row, address };
      return full.then((batch) => {
        this.#options.decided.push({ type: "sealing", batch });
        return this.#decideChunks(rest, chunks, index + 1);
      });
    }
  }

  async #seal(): Promise<void> {
    const batch = await this.#options.sealer.flush();
    if (batch !== undefined) this.#options.decided.push({ type: "sealing", batch });
  }

  /** Counts one more reference to a chunk. @returns Whether the repository does not hold it yet. */
  #isNew(id: Uint8Array, size: number): boolean {
    const { chunks } = this.#options;
    const bucket = chunks.find(id);
    if (bucket < 0) {
      // The stored size is filled in when the entry is written; every reader of it comes after that, in order.
      chunks.set(id, 1, size, 0);
      return true;
    }
    const stored = chunks.sizeAt(bucket);
    // An index that was made from a list of ids alone knows no sizes.
    if (stored === 0) chunks.set(id, chunks.refcountAt(bucket), size, chunks.csizeAt(bucket));
    else if (stored !== size) {
      throw new Error(`chunk has same id [${toHex(id)}], but different size (stored: ${stored} new: ${size})!`);
    }
    chunks.incrementAt(bucket);
    return false;
  }

  #complete(entry: PipelineEntry, outcome: Outcome): void {
    this.#sinceBarrier += entry.items ?? 1;
    this.#options.decided.push({ type: "complete", entry, outcome });
  }

  /** Waits until all that was decided is written, so that the item stream takes its nonces at a fixed place in the order. */
  async #barrier(): Promise<void> {
    this.#sinceBarrier = 0;
    await new Promise<void>((passed) => this.#options.decided.push({ type: "barrier", passed }));
  }
}

/** @param chunks What was referenced for this file already; undone by the last stage from `kept` on, unless it is stored. */
function outcomeOf(read: LargeFileResult, chunks: CountedChunk[], kept = 0): Outcome {
  if (read.replaced !== undefined) return { type: "replaced", what: read.replaced };
  if (read.trouble !== undefined) return { type: "trouble", trouble: read.trouble, referenced: chunks.slice(kept) };
  return { type: "stored", chunks, stale: read.stale === true, changed: read.changed === true };
}
