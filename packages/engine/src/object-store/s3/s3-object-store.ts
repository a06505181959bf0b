import { isTrouble, ObjectStoreError } from "../object-store-error.ts";
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
} from "../object-store.ts";
import { loadClient, sending, serverTime } from "./s3-client.ts";
import type { LoadedClient, S3Place, S3StoreSettings } from "./s3-client.ts";
import { s3Error } from "./s3-error.ts";
import { putInParts } from "./s3-multipart.ts";

/** What is up to half as large again goes in one piece: a segment of ours does, with its last object. */
const PART_SIZE = 64 << 20;
const DELETE_MAX = 1000;
const TAG_NAME = "coffer-put";

/** Objects below a prefix of a bucket that speaks S3. Its client is loaded at the first call. */
export class S3ObjectStore implements ObjectStore {
  readonly location: string;
  readonly hasConditions = true;
  readonly #place: S3Place;
  readonly #settings: S3StoreSettings;
  #loading: Promise<LoadedClient> | undefined;

  constructor(place: S3Place, settings: S3StoreSettings) {
    this.location = place.location;
    this.#place = place;
    this.#settings = settings;
  }

  get(key: string, options: GetOptions = {}): Promise<ReadObjectResult> {
    const { range, signal } = options;
    return this.#call(key, async ({ sdk, client }) => {
      if (range?.length === 0) return { ...(await this.#known(key, options)), bytes: new Uint8Array(0) };
      const Range = range === undefined ? undefined : rangeText(range);
      const answer = await client
        .send(new sdk.GetObjectCommand({ ...this.#names(key), Range }), sending(signal))
        .catch((error: unknown) => {
          if (isBehindEnd(error)) return undefined;
          throw error;
        });
      if (answer === undefined) return { ...(await this.#known(key, options)), bytes: new Uint8Array(0) };
      const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array(0);
      if (bytes.length !== answer.ContentLength) {
        const detail = `${bytes.length} of ${answer.ContentLength} bytes came`;
        throw new ObjectStoreError("unreachable", `${this.location}/${key}`, { detail });
      }
      return { ...factsOf(answer, totalSize(answer)), bytes };
    });
  }

  head(key: string, options: CallOptions = {}): Promise<ObjectFacts | undefined> {
    return this.#call(key, async ({ sdk, client }) => {
      try {
        const answer = await client.send(new sdk.HeadObjectCommand(this.#names(key)), sending(options.signal));
        return factsOf(answer, answer.ContentLength ?? 0);
      } catch (error) {
        if (isTrouble(s3Error(error, this.location, key), "missing")) return undefined;
        throw error;
      }
    });
  }

  put(
    key: string,
    parts: readonly Uint8Array[],
    options: PutOptions = {},
  ): Promise<{ etag: string; serverMs: number }> {
    const { condition, tag, signal } = options;
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    const common = {
      ...this.#names(key),
      ...(tag === undefined ? {} : { Metadata: { [TAG_NAME]: tag } }),
    };
    return this.#call(key, async (loaded) => {
      const { sdk, client } = loaded;
      const { partSize = PART_SIZE } = this.#settings;
      if (size > 1.5 * partSize) return putInParts(loaded, common, conditionOf(condition), { parts, partSize }, signal);
      const Body = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
      const command = new sdk.PutObjectCommand({ ...common, ...conditionOf(condition), Body });
      const answer = await client.send(command, sending(signal));
      return { etag: answer.ETag ?? "", serverMs: serverTime(answer) };
    });
  }

  async delete(keys: readonly string[], options: CallOptions = {}): Promise<void> {
    for (let start = 0; start < keys.length; start += DELETE_MAX) {
      const some = keys.slice(start, start + DELETE_MAX);
      await this.#call("", async ({ sdk, client }) => {
        const Objects = some.map((key) => ({ Key: this.#key(key) }));
        const command = new sdk.DeleteObjectsCommand({ Bucket: this.#place.bucket, Delete: { Objects, Quiet: true } });
        const { Errors: [first] = [] } = await client.send(command, sending(options.signal));
        if (first === undefined) return;
        const cause = Object.assign(new Error(first.Message), { name: first.Code, $metadata: { httpStatusCode: 200 } });
        throw s3Error(cause, this.location, "");
      });
    }
  }

  async *list(prefix: string, options: ListOptions = {}): AsyncGenerator<ListedObject, void, void> {
    const root = this.#key("");
    let token: string | undefined;
    do {
      const page = await this.#call(prefix, ({ sdk, client }) => {
        const StartAfter = options.after === undefined ? undefined : this.#key(options.after);
        const wanted = { Bucket: this.#place.bucket, Prefix: this.#key(prefix), StartAfter, ContinuationToken: token };
        return client.send(new sdk.ListObjectsV2Command(wanted), sending(options.signal));
      });
      for (const { Key, Size } of page.Contents ?? []) {
        if (Key?.startsWith(root) === true) yield { key: Key.slice(root.length), size: Size ?? 0 };
      }
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  close(): void {
    void this.#loading?.then(({ client }) => client.destroy()).catch(() => undefined);
  }

  async #known(key: string, options: CallOptions): Promise<ObjectFacts> {
    const facts = await this.head(key, options);
    if (facts === undefined) throw new ObjectStoreError("missing", `${this.location}/${key}`);
    return facts;
  }

  async #call<T>(key: string, action: (loaded: LoadedClient) => Promise<T>): Promise<T> {
    this.#loading ??= loadClient(this.#place, this.#settings);
    try {
      return await action(await this.#loading);
    } catch (error) {
      throw s3Error(error, this.location, key);
    }
  }

  #key(key: string): string {
    return this.#place.prefix === "" ? key : `${this.#place.prefix}/${key}`;
  }

  #names(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#place.bucket, Key: this.#key(key) };
  }
}

function conditionOf(condition: PutCondition | undefined): { IfNoneMatch?: string; IfMatch?: string } {
  if (condition === undefined) return {};
  return "ifAbsent" in condition ? { IfNoneMatch: "*" } : { IfMatch: condition.ifMatch };
}

function rangeText({ offset, length }: { offset: number; length: number }): string {
  return `bytes=${offset}-${Number.isFinite(length) ? offset + length - 1 : ""}`;
}

function isBehindEnd(error: unknown): boolean {
  return error instanceof Error && error.name === "InvalidRange";
}

interface Answer {
  readonly ETag?: string | undefined;
  readonly LastModified?: Date | undefined;
  readonly Metadata?: Record<string, string> | undefined;
  readonly $metadata: object;
}

function factsOf(answer: Answer, size: number): ObjectFacts {
  const { ETag = "", LastModified, Metadata } = answer;
  const serverMs = serverTime(answer);
  return { size, etag: ETag, tag: Metadata?.[TAG_NAME], modifiedMs: LastModified?.getTime() ?? serverMs, serverMs };
}

/** Size of all of the object, of which the answer may hold a part. */
function totalSize(answer: {
  readonly ContentRange?: string | undefined;
  readonly ContentLength?: number | undefined;
}): number {
  const total = /\/(\d+)$/.exec(answer.ContentRange ?? "")?.[1];
  return total === undefined ? (answer.ContentLength ?? 0) : Number(total);
}
