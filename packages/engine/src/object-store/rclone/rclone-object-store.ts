import { createHash } from "node:crypto";
import type { RcloneSettings } from "../../context/index.ts";
import { isTrouble } from "../object-store-error.ts";
import type {
  CallOptions,
  GetOptions,
  ListedObject,
  ListOptions,
  ObjectFacts,
  ObjectStore,
  PutOptions,
  ReadObjectResult,
} from "../object-store.ts";
import type { RcloneAnswer, RcloneClient } from "./rclone-client.ts";
import { startRclone } from "./rclone-daemon.ts";
import type { DaemonContext, RcloneDaemon } from "./rclone-daemon.ts";
import { rcloneError } from "./rclone-error.ts";
import { RcloneRemote } from "./rclone-remote.ts";
import type { RemoteFile } from "./rclone-remote.ts";
import { RenamedUploads, successorOf, UPLOADS_PREFIX } from "./renamed-uploads.ts";

/** A place on a remote of rclone. */
export interface RclonePlace {
  /** As rclone writes it: `REMOTE:PATH`. */
  readonly remote: string;
  /** As the user would write it: `rclone:REMOTE:PATH`. */
  readonly location: string;
}

interface Loaded {
  readonly daemon: RcloneDaemon;
  readonly client: RcloneClient;
  readonly remote: RcloneRemote;
  /** Where the remote shows files that are being written. */
  readonly renamed: RenamedUploads | undefined;
}

/**
 * Objects below a path of a remote of rclone, which is started at the first call.
 *
 * Remotes have no conditions, and no tags: `CheckingStore` looks in their place. An etag is the digest of the content; of a range that
 * was read it is empty. The clock is that of this machine, and times of objects are as good as the remote keeps them.
 */
export class RcloneObjectStore implements ObjectStore {
  readonly location: string;
  readonly hasConditions = false;
  readonly #remote: string;
  readonly #settings: RcloneSettings;
  readonly #ctx: DaemonContext;
  #loading: Promise<Loaded> | undefined;

  constructor({ remote, location }: RclonePlace, settings: RcloneSettings, ctx: DaemonContext) {
    this.location = location;
    this.#remote = remote;
    this.#settings = settings;
    this.#ctx = ctx;
  }

  get(key: string, options: GetOptions = {}): Promise<ReadObjectResult> {
    const { range, signal } = options;
    return this.#call(key, async (loaded) => {
      const { body, totalSize, dateMs } = await read(loaded, key, range && rangeText(range), signal);
      if (range !== undefined) {
        const bytes = body.subarray(0, range.length);
        return { bytes, size: totalSize, etag: "", tag: undefined, modifiedMs: dateMs, serverMs: dateMs };
      }
      const modifiedMs = (await stat(loaded, key, signal))?.modifiedMs ?? dateMs;
      return { bytes: body, size: body.length, etag: digest([body]), tag: undefined, modifiedMs, serverMs: dateMs };
    });
  }

  async head(key: string, options: CallOptions = {}): Promise<ObjectFacts | undefined> {
    const found = await this.#call(key, (loaded) => stat(loaded, key, options.signal));
    if (found === undefined) return undefined;
    try {
      const { bytes: _, ...facts } = await this.get(key, options);
      return facts;
    } catch (error) {
      if (isTrouble(error, "missing")) return undefined;
      throw error;
    }
  }

  /** Conditions and tags are not looked at. */
  put(
    key: string,
    parts: readonly Uint8Array[],
    { signal }: PutOptions = {},
  ): Promise<{ etag: string; serverMs: number }> {
    return this.#call(key, async ({ remote, renamed }) => {
      if (renamed === undefined) await remote.upload(key, parts, signal);
      else await renamed.put(key, parts, signal);
      return { etag: digest(parts), serverMs: Date.now() };
    });
  }

  async delete(keys: readonly string[], { signal }: CallOptions = {}): Promise<void> {
    for (const key of keys) {
      await this.#call(key, async ({ remote, renamed }) => {
        await renamed?.forget(key, signal);
        await remote.remove(key, signal);
      });
    }
  }

  async *list(prefix: string, options: ListOptions = {}): AsyncGenerator<ListedObject, void, void> {
    const folder = prefix.slice(0, Math.max(0, prefix.lastIndexOf("/")));
    const { after, signal } = options;
    const files = await this.#call(prefix, ({ remote }) => remote.list(folder, { withTimes: false, signal }));
    const objects = files
      .filter(({ path }) => path.startsWith(prefix) && !path.startsWith(UPLOADS_PREFIX))
      .map(({ path: key, size }) => ({ key, size, order: Buffer.from(key) }))
      .sort((one, other) => Buffer.compare(one.order, other.order));
    const start = Buffer.from(after ?? "");
    for (const { key, size, order } of objects) if (Buffer.compare(order, start) > 0) yield { key, size };
  }

  /** Ends rclone. */
  close(): void {
    const loading = this.#loading;
    this.#loading = undefined;
    void loading?.then(letGo, () => undefined);
  }

  async #call<T>(key: string, action: (loaded: Loaded) => Promise<T>): Promise<T> {
    let daemon: RcloneDaemon | undefined;
    try {
      this.#loading ??= this.#load();
      const loaded = await this.#loading;
      ({ daemon } = loaded);
      return await action(loaded);
    } catch (error) {
      const location = key === "" ? this.location : `${this.location}/${key}`;
      throw rcloneError(error, location, daemon?.end?.words);
    }
  }

  async #load(): Promise<Loaded> {
    // as the client of S3: no other command is to pay for what it loads
    const { RcloneClient: Client } = await import("./rclone-client.ts");
    const daemon = await startRclone(this.location, this.#settings, this.#ctx);
    const client = new Client(daemon);
    const remote = new RcloneRemote(client, this.#remote);
    try {
      const renamed = (await remote.canRename()) ? new RenamedUploads(remote) : undefined;
      return { daemon, client, remote, renamed };
    } catch (error) {
      this.#loading = undefined;
      letGo({ client, daemon });
      throw error;
    }
  }
}

function letGo({ client, daemon }: Pick<Loaded, "client" | "daemon">): void {
  client.close();
  daemon.close();
}

async function read(
  { remote, renamed }: Loaded,
  key: string,
  range: string | undefined,
  signal: AbortSignal | undefined,
): Promise<RcloneAnswer> {
  try {
    return await remote.read(key, range, signal);
  } catch (error) {
    if (renamed === undefined || !isTrouble(rcloneError(error, "", undefined), "missing")) throw error;
    return remote.read(successorOf(key), range, signal);
  }
}

async function stat(
  { remote, renamed }: Loaded,
  key: string,
  signal: AbortSignal | undefined,
): Promise<RemoteFile | undefined> {
  const found = await remote.stat(key, signal);
  return found !== undefined || renamed === undefined ? found : remote.stat(successorOf(key), signal);
}

/** Of an object's content. */
function digest(parts: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return `"${hash.digest("hex")}"`;
}

/** At least one byte: HTTP has no empty ranges. */
function rangeText({ offset, length }: { offset: number; length: number }): string {
  return `bytes=${offset}-${Number.isFinite(length) ? offset + Math.max(length, 1) - 1 : ""}`;
}
