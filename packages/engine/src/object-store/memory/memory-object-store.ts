import { createHash } from "node:crypto";
import { ObjectStoreError } from "../object-store-error.ts";
import type {
  GetOptions,
  ListedObject,
  ListOptions,
  ObjectFacts,
  ObjectStore,
  PutCondition,
  PutOptions,
  ReadObjectResult,
} from "../object-store.ts";

interface MemoryObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly tag: string | undefined;
  readonly modifiedMs: number;
}

/** Objects in memory: for tests, and the plainest statement of what an object store is. */
export class MemoryObjectStore implements ObjectStore {
  readonly location: string;
  readonly hasConditions = true;
  readonly #objects: Map<string, MemoryObject>;
  readonly #nowMs: () => number;

  /** @param nowMs The clock of the store. */
  constructor(location = "memory://bucket", nowMs: () => number = Date.now) {
    this.location = location;
    this.#objects = new Map();
    this.#nowMs = nowMs;
  }

  /** Keys of all objects, sorted. */
  get keys(): string[] {
    return [...this.#objects.keys()].sort();
  }

  /** The content of an object; not to be changed. */
  peek(key: string): Uint8Array {
    return this.#object(key).bytes;
  }

  async get(key: string, options: GetOptions = {}): Promise<ReadObjectResult> {
    const object = this.#object(key);
    const { offset = 0, length = Infinity } = options.range ?? {};
    return { ...this.#facts(object), bytes: object.bytes.slice(offset, offset + length) };
  }

  head(key: string): Promise<ObjectFacts | undefined> {
    const object = this.#objects.get(key);
    return Promise.resolve(object && this.#facts(object));
  }

  async put(
    key: string,
    parts: readonly Uint8Array[],
    options: PutOptions = {},
  ): Promise<{ etag: string; serverMs: number }> {
    this.#assertMet(key, options.condition);
    const bytes = new Uint8Array(Buffer.concat(parts));
    const etag = `"${createHash("md5").update(bytes).digest("hex")}"`;
    const serverMs = this.#nowMs();
    this.#objects.set(key, { bytes, etag, tag: options.tag, modifiedMs: serverMs });
    return { etag, serverMs };
  }

  delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#objects.delete(key);
    return Promise.resolve();
  }

  async *list(prefix: string, options: ListOptions = {}): AsyncGenerator<ListedObject, void, void> {
    for (const key of this.keys) {
      if (!key.startsWith(prefix) || (options.after !== undefined && key <= options.after)) continue;
      yield { key, size: this.#objects.get(key)?.bytes.length ?? 0 };
    }
  }

  close(): void {
    // There are no connections.
  }

  #assertMet(key: string, condition: PutCondition | undefined): void {
    if (condition === undefined) return;
    const etag = this.#objects.get(key)?.etag;
    const isMet = "ifAbsent" in condition ? etag === undefined : etag === condition.ifMatch;
    if (!isMet) throw new ObjectStoreError("unmet", `${this.location}/${key}`);
  }

  #object(key: string): MemoryObject {
    const object = this.#objects.get(key);
    if (object === undefined) throw new ObjectStoreError("missing", `${this.location}/${key}`);
    return object;
  }

  #facts({ bytes, etag, tag, modifiedMs }: MemoryObject): ObjectFacts {
    return { size: bytes.length, etag, tag, modifiedMs, serverMs: this.#nowMs() };
  }
}
