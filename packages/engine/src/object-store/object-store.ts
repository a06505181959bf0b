/** What a store tells of an object without its content. */
export interface ObjectFacts {
  /** Bytes. */
  readonly size: number;
  /** To be given back as it is. Empty where a range was read and the store would have to read all to know. */
  readonly etag: string;
  /** What the put left with it; `undefined` for objects of other programs, and in stores that keep none. */
  readonly tag: string | undefined;
  /** When it was put, by the clock of the store: milliseconds since 1970. The time of the answer where the etag is empty. */
  readonly modifiedMs: number;
  /** The clock of the store at the time of the answer. */
  readonly serverMs: number;
}

/** An object, or the part of it that was asked for; `size` is that of all of it. */
export interface ReadObjectResult extends ObjectFacts {
  readonly bytes: Uint8Array;
}

export interface ListedObject {
  readonly key: string;
  readonly size: number;
}

/** When a put may take effect. */
export type PutCondition = { readonly ifAbsent: true } | { readonly ifMatch: string };

export interface CallOptions {
  /** Gives up; a put may have been done, or not. */
  readonly signal?: AbortSignal | undefined;
}

export interface GetOptions extends CallOptions {
  /** Bytes from `offset` on, `length` of them or fewer at the end; a range behind the end is empty. Default: all. */
  readonly range?: { readonly offset: number; readonly length: number };
}

export interface PutOptions extends CallOptions {
  readonly condition?: PutCondition | undefined;
  readonly tag?: string | undefined;
}

export interface ListOptions extends CallOptions {
  /** Keys behind this one only, in the order of their bytes. */
  readonly after?: string;
}

/**
 * Objects below one root of a bucket. Keys are relative to it, with `/` between parts.
 *
 * All calls may be under way at the same time. What a call has written is seen by every call that begins later. Errors are
 * {@link ObjectStoreError}s.
 */
export interface ObjectStore {
  /** How people call the root, without a `/` at its end; for messages. */
  readonly location: string;
  /**
   * Whether conditions hold: of several conditional puts at the same time, one succeeds. Else they are looked at before the put at best,
   * and are no protection from others.
   */
  readonly hasConditions: boolean;

  /** @throws {ObjectStoreError} `missing` */
  get(key: string, options?: GetOptions): Promise<ReadObjectResult>;
  /** `undefined` if there is no such object. */
  head(key: string, options?: CallOptions): Promise<ObjectFacts | undefined>;
  /**
   * Stores the parts, one after the other, as one object; durable, and seen by everybody, when it resolves. They must not change until
   * then.
   *
   * @returns The etag, and the clock of the store.
   * @throws {ObjectStoreError} `unmet`: the condition does not hold, and nothing was changed. Others: `isDoubtful` tells whether it may
   *   have been done, or be done yet.
   */
  put(
    key: string,
    parts: readonly Uint8Array[],
    options?: PutOptions,
  ): Promise<{ readonly etag: string; readonly serverMs: number }>;
  /** Removes objects, in the order given as far as the store allows; those that are missing are fine. */
  delete(keys: readonly string[], options?: CallOptions): Promise<void>;
  /** Objects whose keys begin with `prefix`, in the order of the bytes of their keys. */
  list(prefix: string, options?: ListOptions): AsyncGenerator<ListedObject, void, void>;
  /** Lets go of connections. The store must not be used after that. */
  close(): void;
}
