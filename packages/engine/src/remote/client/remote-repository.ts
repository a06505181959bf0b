import { assert, textToBytes } from "@coffer/format/bytes";
import { IntegrityError, ObjectNotFound } from "@coffer/format/errors";
import { formatVersion } from "@coffer/format/rpc";
import {
  encodePut,
  encodePutInto,
  encodeUncheckedPutHeaderInto,
  isPutEntryOf,
  MAX_DATA_SIZE,
  objectSizeError,
  PUT_HEADER_SIZE,
} from "@coffer/format/segment";
import type {
  CheckOptions,
  CommitOptions,
  CreateOptions,
  GetEntriesOptions,
  ObjectRequest,
  OpenOptions,
  Repository,
} from "../../repository/index.ts";
import { copyBytes } from "../../threads/index.ts";
import { GetWindow } from "./get-window.ts";
import type { RemoteContext } from "./open-conversation.ts";
import { readCount, readFlag, readIds, readNonce, readText } from "./read-answer.ts";
import type { RemotePlace } from "./remote-place.ts";
import { ServerLink } from "./server-link.ts";

/**
 * Bytes beyond the sizes that a caller knows of, for one call. Sizes in archives may be outdated or missing, so a little more is no
 * attack; but whoever asks for a batch has room for no more than he counts with.
 */
const SURPLUS_MAX = 256 << 20;
/** What an object of unknown size may have: as much as a chunk by default. */
const SIZE_UNKNOWN = 8 << 20;
/** Ids that are asked for at once, as in Borg. */
const IDS_MAX = 100_000;

/**
 * A repository on another machine, served by `borg serve`.
 *
 * Calls are sent without waiting for the answers to those before. What is put is sent in order and bounded; an object that the
 * server refuses is told by the next put or by the commit.
 *
 * @see docs/formats/rpc.md
 */
export class RemoteRepository implements Repository {
  readonly location: string;
  readonly hasEntryCrcs = false;
  readonly #link: ServerLink;
  readonly #gets = new GetWindow();

  private constructor(place: RemotePlace, link: ServerLink) {
    this.location = place.location;
    this.#link = link;
  }

  /**
   * Makes a repository and opens it with the exclusive lock.
   * @throws As {@link open}, and as `LocalRepository.create` does.
   */
  static async create(place: RemotePlace, options: CreateOptions, ctx: RemoteContext): Promise<RemoteRepository> {
    const { appendOnly = false, makeParentDirs = false, storageQuota } = options;
    // The one setting that servers take from their command line.
    const serveOptions = storageQuota === undefined ? [] : [`--storage-quota=${storageQuota}`];
    const request = { create: true, exclusive: true, appendOnly, makeParentDirs, serveOptions };
    return new RemoteRepository(place, await ServerLink.open(place, request, ctx));
  }

  /**
   * @throws {ConnectionClosedWithHint} If there is no server to talk to.
   * @throws {PathNotAllowed} @throws {RPCServerOutdated} @throws As `LocalRepository.open` does. No lock is left then.
   */
  static async open(
    place: RemotePlace,
    options: Pick<OpenOptions, "exclusive" | "lock">,
    ctx: RemoteContext,
  ): Promise<RemoteRepository> {
    return new RemoteRepository(place, await ServerLink.open(place, options, ctx));
  }

  get id(): Uint8Array {
    return this.#link.id;
  }

  /** Of Borg, on the other machine. */
  get serverVersion(): string {
    return formatVersion(this.#link.serverVersion);
  }

  size(): Promise<number> {
    return this.#link.ask("__len__", {}, readCount);
  }

  async has(id: Uint8Array): Promise<boolean> {
    return (await unlessMissing(this.#link.get(id, () => true))) ?? false;
  }

  get(id: Uint8Array): Promise<Uint8Array> {
    return this.#link.get(id, (data) => data.slice());
  }

  getEntries(requests: readonly ObjectRequest[], options: GetEntriesOptions = {}): Promise<(Uint8Array | undefined)[]> {
    const { allocate = (size) => new Uint8Array(size), missing = "throw", verifyCrc = true } = options;
    let surplus = 0;
    const takeEntry = (id: Uint8Array, csize: number, data: Uint8Array): Uint8Array => {
      surplus += Math.max(0, data.length - (csize || SIZE_UNKNOWN));
      if (surplus > SURPLUS_MAX) throw new IntegrityError("the server sends much more than was stored");
      const entry = allocate(PUT_HEADER_SIZE + data.length);
      if (verifyCrc) encodePutInto(entry, id, data);
      else {
        encodeUncheckedPutHeaderInto(entry, id, data.length);
        copyBytes(entry, PUT_HEADER_SIZE, data);
      }
      return entry;
    };
    return Promise.all(
      requests.map(async ({ id, csize = 0 }) => {
        const size = await this.#gets.enter(csize);
        try {
          const entry = this.#link.get(id, (data) => takeEntry(id, csize, data));
          return await (missing === "throw" ? entry : unlessMissing(entry));
        } finally {
          this.#gets.leave(size);
        }
      }),
    );
  }

  put(id: Uint8Array, data: Uint8Array): void | Promise<void> {
    if (data.length > MAX_DATA_SIZE) throw objectSizeError(data.length);
    return this.#link.put(id, encodePut(id, data));
  }

  putEntry(id: Uint8Array, entry: Uint8Array): void | Promise<void> {
    assert(isPutEntryOf(entry, id), "the entry is a PUT of the id");
    return this.#link.put(id, entry);
  }

  delete(id: Uint8Array): Promise<void> {
    return this.#link.delete(id);
  }

  list(limit: number = Infinity, marker?: Uint8Array): Promise<Uint8Array[]> {
    return this.#ids("list", limit, marker);
  }

  scan(limit: number, marker?: Uint8Array): Promise<Uint8Array[]> {
    if (!(limit >= 1)) throw new RangeError("please use limit > 0");
    return this.#ids("scan", limit, marker);
  }

  async scanObjects(limit: number, marker?: Uint8Array): Promise<ObjectRequest[]> {
    return (await this.scan(limit, marker)).map((id) => ({ id }));
  }

  /** Nothing to do: whoever copies the files of a server does it there. */
  closeSegment(): Promise<void> {
    return Promise.resolve();
  }

  get wantsCommit(): boolean {
    return this.#link.wantsCommit;
  }

  commit(options: CommitOptions = {}): Promise<void> {
    const { compact = false, threshold = 0.1, cleanupCommits = false } = options;
    return this.#link.commit({ save_space: false, compact, threshold, cleanup_commits: cleanupCommits });
  }

  rollback(): Promise<void> {
    return this.#link.rollback();
  }

  loadKey(): Promise<string | undefined> {
    return this.#link.ask("load_key", {}, readText);
  }

  async saveKey(text: string): Promise<void> {
    await this.#link.tell("save_key", { keydata: textToBytes(text) });
  }

  getFreeNonce(): Promise<bigint | undefined> {
    return this.#link.ask("get_free_nonce", {}, readNonce);
  }

  async commitNonceReservation(nextUnreserved: bigint, startNonce: bigint | undefined): Promise<void> {
    const args = { next_unreserved: nextUnreserved, start_nonce: startNonce ?? null };
    const wasDone = async (): Promise<boolean> => (await this.getFreeNonce()) === nextUnreserved;
    await this.#link.tell("commit_nonce_reservation", args, wasDone);
  }

  async check(options: CheckOptions): Promise<boolean> {
    const { repair = false, maxDurationSeconds = 0 } = options;
    return readFlag(await this.#link.tell("check", { repair, save_space: false, max_duration: maxDurationSeconds }));
  }

  async breakLock(): Promise<void> {
    await this.#link.tell("break_lock");
  }

  async destroy(): Promise<void> {
    await this.#link.tell("destroy");
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  async #ids(method: "list" | "scan", limit: number, marker: Uint8Array | undefined): Promise<Uint8Array[]> {
    const ids: Uint8Array[] = [];
    while (ids.length < limit) {
      const count = Math.min(limit - ids.length, IDS_MAX);
      const args = { limit: count, marker: ids.at(-1) ?? marker ?? null };
      const more = await this.#link.ask(method, args, (answer) => readIds(answer, count));
      for (const id of more) ids.push(id);
      if (more.length < count) break;
    }
    return ids;
  }
}

/** `undefined` where the server has no such object. */
async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ObjectNotFound) return undefined;
    throw error;
  }
}
