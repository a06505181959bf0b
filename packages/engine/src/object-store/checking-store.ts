import { ObjectStoreError } from "./object-store-error.ts";
import type {
  CallOptions,
  GetOptions,
  ListedObject,
  ListOptions,
  ObjectFacts,
  ObjectStore,
  PutCondition,
  PutOptions,
  ReadObjectResult,
} from "./object-store.ts";

/**
 * A store without conditions, which looks before it puts. That finds what somebody else has written before; it does not keep two
 * processes apart that write at the same time. Within this process, one comes after the other.
 */
export class CheckingStore implements ObjectStore {
  readonly location: string;
  readonly hasConditions = false;
  readonly #store: ObjectStore;
  /** The last conditional put of each key that is under way. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(store: ObjectStore) {
    this.location = store.location;
    this.#store = store;
  }

  get(key: string, options?: GetOptions): Promise<ReadObjectResult> {
    return this.#store.get(key, options);
  }

  head(key: string, options?: CallOptions): Promise<ObjectFacts | undefined> {
    return this.#store.head(key, options);
  }

  async put(
    key: string,
    parts: readonly Uint8Array[],
    options: PutOptions = {},
  ): Promise<{ etag: string; serverMs: number }> {
    const { condition, ...others } = options;
    if (condition === undefined) return this.#store.put(key, parts, others);
    return this.#inTurn(key, async () => {
      await this.#assertMet(key, condition, others);
      return this.#store.put(key, parts, others);
    });
  }

  delete(keys: readonly string[], options?: CallOptions): Promise<void> {
    return this.#store.delete(keys, options);
  }

  list(prefix: string, options?: ListOptions): AsyncGenerator<ListedObject, void, void> {
    return this.#store.list(prefix, options);
  }

  close(): void {
    this.#store.close();
  }

  async #assertMet(key: string, condition: PutCondition, options: CallOptions): Promise<void> {
    const etag = (await this.#store.head(key, options))?.etag;
    const isMet = "ifAbsent" in condition ? etag === undefined : etag === condition.ifMatch;
    if (!isMet) throw new ObjectStoreError("unmet", `${this.location}/${key}`);
  }

  async #inTurn<T>(key: string, action: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key);
    const turn = (async (): Promise<T> => {
      await before?.catch(() => undefined);
      return action();
    })();
    this.#turns.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
    }
  }
}
