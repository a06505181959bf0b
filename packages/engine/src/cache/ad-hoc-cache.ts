import { MANIFEST_ID } from "@coffer/format/segment";
import assert from "node:assert/strict";
import { ChunkIndex, HASH_INDEX_MAX_VALUE } from "@coffer/format/hashindex";
import { cacheFolder, PercentSteps } from "../session/index.ts";
import type { Session } from "../session/index.ts";
import type { Cache, ChunkSizes, DroppedReference } from "./cache.ts";
import { countReferences, decrementReference, incrementReference } from "./chunk-references.ts";
import type { Pre12Meta } from "./pre12-meta.ts";

/** Ids that are asked for at once. */
const LIST_BATCH = 100_000;

/**
 * A cache in memory for one backup without a sync (`--no-cache-sync`): every chunk of the repository counts as referred
 * to for ever, with unknown sizes. Only chunks that are added here are counted, so only those can be deleted again.
 */
export class AdHocCache implements Cache {
  readonly isAdHoc = true;
  readonly files = undefined;
  readonly filesCacheMode = "d";
  readonly folder: string;
  readonly pre12Meta: Map<string, Pre12Meta> = new Map();
  chunks: ChunkIndex = new ChunkIndex();
  readonly #session: Session;
  #isChanging = false;

  private constructor(session: Session) {
    this.#session = session;
    this.folder = cacheFolder(session.ctx, session.repository.id);
  }

  /** @throws The errors of the security checks, see `SecurityManager`. */
  static async open(session: Session): Promise<AdHocCache> {
    await session.assertSecure();
    session.ctx.reporter.log({
      level: "warning",
      message: "Note: --no-cache-sync is an experimental feature.",
      name: "borg.cache",
    });
    return new AdHocCache(session);
  }

  async begin(): Promise<void> {
    if (this.#isChanging) return;
    this.#isChanging = true;
    const { repository, ctx } = this.#session;
    const total = await repository.size();
    const progress = new PercentSteps(ctx.reporter, "cache.download_chunks", Math.ceil(total / LIST_BATCH));
    this.chunks = ChunkIndex.withUsable(Math.ceil(total * 1.1));
    let marker: Uint8Array | undefined;
    for (;;) {
      const ids = await repository.list(LIST_BATCH, marker);
      if (ids.length === 0) break;
      for (const id of ids) this.chunks.set(id, HASH_INDEX_MAX_VALUE, 0, 0);
      marker = ids.at(-1);
      progress.step();
    }
    progress.finish();
    this.chunks.delete(MANIFEST_ID);
  }

  refcount(id: Uint8Array, size?: number): number {
    const bucket = this.chunks.find(id);
    if (bucket < 0) return 0;
    if (size !== undefined && size > 0 && this.chunks.sizeAt(bucket) === 0) {
      this.chunks.set(id, this.chunks.refcountAt(bucket), size, this.chunks.csizeAt(bucket));
    }
    return countReferences(this.chunks, id, undefined);
  }

  add(id: Uint8Array, size: number, csize: number): void {
    assert(this.#isChanging);
    this.chunks.add(id, 1, size, csize);
  }

  increment(id: Uint8Array, size?: number): ChunkSizes {
    assert(this.#isChanging);
    return incrementReference(this.chunks, id, size);
  }

  decrement(id: Uint8Array): DroppedReference {
    assert(this.#isChanging);
    return decrementReference(this.chunks, id);
  }

  /** What is known of the repository stays true: nobody else changes it while this transaction's lock is held. */
  async commit(): Promise<void> {
    if (this.#isChanging) await this.#session.security.save(this.#session.face);
  }

  async close(): Promise<void> {
    this.#isChanging = false;
    await Promise.resolve();
  }
}
