import type { BorgError } from "@coffer/format/errors";
import type { Cache } from "../../cache/index.ts";
import type { ContentOrigin, ContentSink, WantedChunk } from "../contents/index.ts";
import type { CountedChunk } from "../create/index.ts";
import type { PipelinePool } from "../jobs/index.ts";
import type { ChunkRewriter } from "./chunk-rewriter.ts";
import type { ItemWriter } from "./item-writer.ts";
import type { RewriteEntry } from "./rewrite-entry.ts";
import { shareBytes } from "./shared-bytes.ts";

export interface RecompressSinkOptions {
  readonly pool: PipelinePool;
  readonly cache: Cache;
  readonly rewriter: ChunkRewriter;
  readonly writer: ItemWriter;
  /** Throws if the work is to end. */
  readonly assertWanted: () => void;
}

/** Stores chunks once more, cut as they are. */
export class RecompressSink implements ContentSink<RewriteEntry> {
  readonly #options: RecompressSinkOptions;
  /** Chunks of the item at hand, by their places. */
  readonly #counted = new Map<number, CountedChunk>();
  #next = 0;

  constructor(options: RecompressSinkOptions) {
    this.#options = options;
  }

  begin(): void {
    this.#options.assertWanted();
    this.#counted.clear();
    this.#next = 0;
  }

  async data(entry: RewriteEntry, bytes: Uint8Array, origin: ContentOrigin): Promise<void> {
    const { assertWanted, pool, rewriter } = this.#options;
    assertWanted();
    const index = this.#next++;
    const { id } = entry.chunks[index] as WantedChunk;
    const shared = await shareBytes(pool, bytes, origin);
    const counted = await rewriter.add({ id, ...shared, storedAs: origin.batch.storedAs(origin.index) }, true);
    this.#counted.set(entry.places[index] as number, counted);
    shared.hold.release();
  }

  damaged(_entry: RewriteEntry, _chunk: WantedChunk, error: BorgError): void {
    throw error;
  }

  end({ item, isTaken }: RewriteEntry): Promise<void> {
    const { cache, rewriter, writer } = this.#options;
    if (!isTaken) return rewriter.complete({ type: "none" }, () => writer.skip(item));
    if (item.chunks === undefined) return rewriter.complete({ type: "none" }, () => writer.writeUnchanged(item));
    const counted = this.#counted;
    const chunks = item.chunks.map(
      ({ id }, place) => counted.get(place) ?? { id, ...cache.increment(id), isNew: false },
    );
    item.chunks = chunks;
    return rewriter.complete({ type: "stored", chunks, stale: false, changed: false }, () =>
      writer.write(item, chunks),
    );
  }

  batchEnd(): Promise<void> {
    return this.#options.rewriter.flush();
  }
}
