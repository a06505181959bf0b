import type { EngineContext } from "../context/index.ts";
import { isTrouble, ObjectStoreError } from "./object-store-error.ts";
import type {
  CallOptions,
  GetOptions,
  ListedObject,
  ListOptions,
  ObjectFacts,
  ObjectStore,
  PutOptions,
  ReadObjectResult,
} from "./object-store.ts";

/** How long a store that has answered before is waited for: longer than a router takes to start again. */
const PATIENCE_MS = 5 * 60_000;
/** The same for one that has never answered: it may well be a wrong address. */
const FIRST_PATIENCE_MS = 10_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
const TAG_BYTES = 8;

/** Asks again, after growing pauses of random length, what a store could not answer. */
export class RetryingStore implements ObjectStore {
  readonly location: string;
  readonly hasConditions: boolean;
  readonly #store: ObjectStore;
  readonly #ctx: Pick<EngineContext, "clock" | "randomBytes">;
  #hasAnswered = false;

  constructor(store: ObjectStore, ctx: Pick<EngineContext, "clock" | "randomBytes">) {
    this.location = store.location;
    this.hasConditions = store.hasConditions;
    this.#store = store;
    this.#ctx = ctx;
  }

  get(key: string, options: GetOptions = {}): Promise<ReadObjectResult> {
    return this.#retry(options, () => this.#store.get(key, options));
  }

  head(key: string, options: CallOptions = {}): Promise<ObjectFacts | undefined> {
    return this.#retry(options, () => this.#store.head(key, options));
  }

  /** A condition that a put has broken itself, in an attempt whose answer was lost, is met. */
  async put(
    key: string,
    parts: readonly Uint8Array[],
    options: PutOptions = {},
  ): Promise<{ etag: string; serverMs: number }> {
    const tag = options.tag ?? Buffer.from(this.#ctx.randomBytes(TAG_BYTES)).toString("hex");
    let isDoubtful = false;
    try {
      return await this.#retry(options, async () => {
        try {
          return await this.#store.put(key, parts, { ...options, tag });
        } catch (error) {
          const done = isDoubtful && isTrouble(error, "unmet") ? await this.#store.head(key, options) : undefined;
          if (done?.tag === tag) return { etag: done.etag, serverMs: done.serverMs };
          isDoubtful ||= error instanceof ObjectStoreError && error.isDoubtful;
          throw error;
        }
      });
    } catch (error) {
      if (!isDoubtful || !(error instanceof ObjectStoreError) || error.isDoubtful) throw error;
      throw new ObjectStoreError(error.trouble, error.location, { isDoubtful, cause: error });
    }
  }

  async delete(keys: readonly string[], options: CallOptions = {}): Promise<void> {
    await this.#retry(options, () => this.#store.delete(keys, options));
  }

  /** Begins anew behind the last object that came, where the listing breaks. */
  async *list(prefix: string, options: ListOptions = {}): AsyncGenerator<ListedObject, void, void> {
    let after = options.after;
    let listing: AsyncGenerator<ListedObject, void, void> | undefined;
    for (;;) {
      const next = await this.#retry(options, async () => {
        listing ??= this.#store.list(prefix, after === undefined ? options : { ...options, after });
        try {
          return await listing.next();
        } catch (error) {
          listing = undefined;
          throw error;
        }
      });
      if (next.done === true) return;
      after = next.value.key;
      yield next.value;
    }
  }

  close(): void {
    this.#store.close();
  }

  async #retry<T>(options: CallOptions, call: () => Promise<T>): Promise<T> {
    const { clock } = this.#ctx;
    const startMs = clock.monotonicMs();
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        const result = await call();
        this.#hasAnswered = true;
        return result;
      } catch (error) {
        const isOver = clock.monotonicMs() - startMs > (this.#hasAnswered ? PATIENCE_MS : FIRST_PATIENCE_MS);
        if (!(error instanceof ObjectStoreError) || !error.retryable || isOver) throw error;
        options.signal?.throwIfAborted();
        await clock.sleep(pauseMs * (0.5 + Math.random()));
      }
    }
  }
}
