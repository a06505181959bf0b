import type { CompressionName } from "@coffer/format/compression";
import { detectCompression } from "@coffer/format/compression";
import type { Session } from "../../session/index.ts";
import type { OrderedQueue } from "../../threads/index.ts";
import type { CountedChunk } from "../create/index.ts";
import type { ChunkRewriter } from "./chunk-rewriter.ts";
import type { ItemWriter } from "./item-writer.ts";
import type { CutPiece, CutUnit } from "./rechunk-sink.ts";

export interface RechunkStageOptions {
  readonly session: Session;
  readonly units: OrderedQueue<CutUnit>;
  readonly rewriter: ChunkRewriter;
  readonly writer: ItemWriter;
}

/** Takes the chunks that contents were cut into, in order, and completes their items. */
export class RechunkStage {
  readonly #options: RechunkStageOptions;

  constructor(options: RechunkStageOptions) {
    this.#options = options;
  }

  /** Runs until the queue of units ends. */
  async run(): Promise<void> {
    const { units, rewriter } = this.#options;
    for (let unit = await this.#next(units); unit !== undefined; unit = await this.#next(units)) {
      await this.#complete(unit, await this.#takePieces(unit));
    }
    await rewriter.flush();
  }

  /** What waits to be sealed is sent off before the queue is waited for. */
  async #next<T>(queue: OrderedQueue<T>): Promise<T | undefined> {
    const next = queue.take();
    if (next !== undefined) return next;
    await this.#options.rewriter.flush();
    return queue.next();
  }

  async #takePieces(unit: CutUnit): Promise<CountedChunk[]> {
    const chunks: CountedChunk[] = [];
    for (let piece = await this.#next(unit.pieces); piece !== undefined; piece = await this.#next(unit.pieces)) {
      await this.#takeChunks(piece, chunks);
      piece.taken();
    }
    return chunks;
  }

  async #takeChunks({ cut, address, hold }: CutPiece, chunks: CountedChunk[]): Promise<void> {
    const { rewriter } = this.#options;
    let at = address;
    for (const [index, size] of cut.sizes.entries()) {
      const id = cut.ids.slice(32 * index, 32 * index + 32);
      const isClaimed = rewriter.claim(id);
      const storedAs = isClaimed && rewriter.asksForCompression(id) ? await this.#storedAs(id) : undefined;
      chunks.push(await rewriter.add({ id, address: at, size, hold, storedAs }, isClaimed));
      at += size;
    }
  }

  /** What a chunk is stored with that came out of the cutting and was there before. */
  async #storedAs(id: Uint8Array): Promise<CompressionName | undefined> {
    const { repository, key } = this.#options.session;
    return detectCompression(key.open(await repository.get(id), id));
  }

  #complete({ entry }: CutUnit, chunks: CountedChunk[]): Promise<void> {
    const { rewriter, writer } = this.#options;
    const { item, isTaken } = entry;
    if (!isTaken) return rewriter.complete({ type: "none" }, () => writer.skip(item));
    // With other chunks, nobody can tell any more which of them were once healthy.
    if (item.chunks !== undefined) delete item.chunks_healthy;
    if (entry.chunks.length === 0) return rewriter.complete({ type: "none" }, () => writer.writeUnchanged(item));
    item.chunks = chunks;
    return rewriter.complete({ type: "stored", chunks, stale: false, changed: false }, () =>
      writer.write(item, chunks),
    );
  }
}
