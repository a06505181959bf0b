import { join } from "node:path";
import { equalBytes, toHex } from "@coffer/format/bytes";
import type { MsgpackValue } from "@coffer/format/bytes";
import {
  BorgError,
  ConnectionBrokenWithHint,
  ConnectionClosed,
  LockTimeout,
  ObjectNotFound,
  UnexpectedRPCDataFormatFromServer,
} from "@coffer/format/errors";
import type { BorgVersion } from "@coffer/format/rpc";
import { encodeDelete, entryId, MANIFEST_ID, PUT_HEADER_SIZE, readEntryHeader, TAG_PUT } from "@coffer/format/segment";
import type { CallArgs, Conversation } from "./conversation.ts";
import { openConversation } from "./open-conversation.ts";
import type { OpenRequest, RemoteContext } from "./open-conversation.ts";
import { readData } from "./read-answer.ts";
import type { RemotePlace } from "./remote-place.ts";
import { releaseAll, withoutStart } from "./slab.ts";
import { TransactionRecord } from "./transaction-record.ts";

/** How often a lost connection is tried to be made again; before each try twice as long as before the last. */
const TRIES_MAX = 7;
const FIRST_DELAY_MS = 1000;
/** What may be over a little later. A server whose client went away early says a word that is no answer. */
const TRANSIENT = [ConnectionClosed, LockTimeout, UnexpectedRPCDataFormatFromServer] as const;
/** How often one call is made on a new connection: it may be what ends them. */
const REPEATS_MAX = 3;

/**
 * The way to an open repository on a server, which outlives its connections.
 *
 * When a connection is lost, a new one is made, the repository is opened again, and the transaction under way is repeated
 * there: a server forgets what was not committed. That is refused if another client has changed the repository meanwhile.
 *
 * @see docs/decisions/0181-lost-connections.md
 */
export class ServerLink {
  readonly #place: RemotePlace;
  readonly #request: OpenRequest;
  readonly #ctx: RemoteContext;
  readonly #record: TransactionRecord;
  /** Of the repository. */
  #id: Uint8Array = new Uint8Array(0);
  #conversation!: Conversation;
  /** What an object came to that the server refused. */
  #refusal: BorgError | undefined;
  #restoring: Promise<void> | undefined;
  /** It was tried in vain to make a connection again. */
  #isOver = false;
  /** Something was changed, or is about to be. */
  #isWriter = false;
  /** Deletions that the server refused when they were repeated: there was nothing to delete. */
  readonly #nothingDeleted = new Set<string>();
  /** Whether a commit was found done whose answer was lost. */
  #wasCommitted = false;

  private constructor(place: RemotePlace, request: OpenRequest, ctx: RemoteContext) {
    this.#place = place;
    this.#request = request;
    this.#ctx = ctx;
    this.#record = new TransactionRecord(join(ctx.folders.cache, `replay-${toHex(ctx.randomBytes(8))}`));
  }

  static async open(place: RemotePlace, request: OpenRequest, ctx: RemoteContext): Promise<ServerLink> {
    const link = new ServerLink(place, request, ctx);
    const { conversation, id } = await link.#connect(request);
    link.#conversation = conversation;
    link.#id = id;
    return link;
  }

  get id(): Uint8Array {
    return this.#id;
  }

  get serverVersion(): BorgVersion {
    return this.#conversation.serverVersion;
  }

  /** Whether a lost connection may soon be the end, as there is much to repeat. A commit mends that. */
  get wantsCommit(): boolean {
    return this.#record.log.isFilling;
  }

  /** Calls a method that may be called twice. @param take See {@link Conversation.call}. */
  async ask<T>(method: string, args: CallArgs, take: (result: MsgpackValue) => T): Promise<T> {
    for (let repeats = 0; ; repeats++) {
      const conversation = this.#usable() ?? (await this.#restored());
      try {
        return await conversation.call(method, args, take);
      } catch (error) {
        if (error !== conversation.loss || repeats === REPEATS_MAX) throw error;
        await this.#restored();
      }
    }
  }

  /** @param take Makes of the data what is wanted of it; they are valid until it returns. */
  get<T>(id: Uint8Array, take: (data: Uint8Array) => T): Promise<T> {
    return this.ask("get", { id }, (result) => {
      const data = readData(result);
      this.#record.noteRead(id, data);
      return take(data);
    });
  }

  /**
   * Calls a method that must not be done twice.
   * @param wasDone Finds out whether it was, after its answer was lost. Absent: nobody can know, and the loss is thrown.
   */
  async tell(method: string, args: CallArgs = {}, wasDone?: () => Promise<boolean>): Promise<MsgpackValue> {
    const conversation = this.#usable() ?? (await this.#restored());
    try {
      return await conversation.call(method, args, scalarOf);
    } catch (error) {
      if (error !== conversation.loss || wasDone === undefined) throw error;
    }
    await this.#restored();
    return (await wasDone()) ? null : await this.tell(method, args);
  }

  /**
   * Sends a log entry as a put.
   * @returns Void, or a promise that resolves when there is room for more; the entry was copied by then.
   * @throws What the server refused before; the transaction is lost.
   */
  put(id: Uint8Array, entry: Uint8Array): void | Promise<void> {
    if (this.#refusal !== undefined) throw this.#refusal;
    this.#isWriter = true;
    // What comes while the record is repeated would be in it, but perhaps too late.
    if (this.#usable() === undefined) return this.#restored().then(() => this.put(id, entry));
    this.#record.notePut(id, entry.subarray(PUT_HEADER_SIZE));
    const data = withoutStart(this.#record.log.append(entry), PUT_HEADER_SIZE);
    // Should the connection be lost meanwhile: what is in the record will be repeated, this too.
    const sent = this.#conversation.put(id, data);
    const kept = this.#record.log.room();
    if (kept !== undefined && sent !== undefined) return Promise.all([kept, sent]).then(() => undefined);
    return kept ?? sent;
  }

  /** @throws {ObjectNotFound} */
  async delete(id: Uint8Array): Promise<void> {
    if (this.#refusal !== undefined) throw this.#refusal;
    this.#isWriter = true;
    const conversation = this.#usable() ?? (await this.#restored());
    releaseAll(this.#record.log.append(encodeDelete(id)));
    try {
      await conversation.call("delete", { id }, scalarOf);
    } catch (error) {
      if (error !== conversation.loss) throw error;
      await this.#restored();
    }
    if (this.#nothingDeleted.delete(toHex(id))) throw new ObjectNotFound(toHex(id), this.#place.written);
  }

  /** Waits for all answers, and commits. @throws What the server refused before; the transaction is lost. */
  async commit(args: CallArgs): Promise<void> {
    for (let repeats = 0; ; repeats++) {
      const conversation = this.#usable() ?? (await this.#restored());
      await conversation.settled();
      if (conversation.loss !== undefined) {
        if (repeats === REPEATS_MAX) throw conversation.loss;
        continue;
      }
      if (this.#refusal !== undefined) throw this.#refusal;
      try {
        await conversation.call("commit", args, scalarOf);
        break;
      } catch (error) {
        if (error !== conversation.loss || repeats === REPEATS_MAX) throw error;
        this.#wasCommitted = false;
        await this.#restored();
        if (this.#wasCommitted) break;
      }
    }
    await this.#record.noteCommit();
  }

  async rollback(): Promise<void> {
    this.#refusal = undefined;
    await this.#record.noteRollback();
    if (this.#usable() !== undefined) await this.#conversation.call("rollback", {}, scalarOf);
  }

  async close(): Promise<void> {
    await this.#conversation.end();
    await this.#record.log.close();
  }

  #usable(): Conversation | undefined {
    const isUsable = this.#restoring === undefined && this.#conversation.loss === undefined;
    return isUsable ? this.#conversation : undefined;
  }

  /** A connection in the place of the one that was lost. All who need it wait for the same. */
  async #restored(): Promise<Conversation> {
    if (this.#restoring === undefined && this.#conversation.loss !== undefined) {
      this.#restoring = this.#restore(this.#conversation.loss).finally(() => {
        this.#restoring = undefined;
      });
    }
    await this.#restoring;
    return this.#conversation;
  }

  async #restore(loss: BorgError): Promise<void> {
    // A server that talks nonsense would do so again.
    const isLost = loss instanceof ConnectionClosed || loss instanceof ConnectionBrokenWithHint;
    if (this.#isOver || !isLost || !this.#isRestorable) throw loss;
    this.#isOver = true;
    await this.#conversation.end();
    let delayMs = FIRST_DELAY_MS;
    for (let tries = 1; tries <= TRIES_MAX; tries++, delayMs *= 2) {
      this.#warn(`${loss.message}. Connecting again in ${delayMs / 1000} s (try ${tries} of ${TRIES_MAX}).`);
      await this.#ctx.clock.sleep(delayMs);
      const conversation = await this.#tryAgain();
      if (conversation === undefined) continue;
      this.#conversation = conversation;
      this.#isOver = false;
      this.#warn("Connected again, going on.");
      return;
    }
    throw loss;
  }

  get #isRestorable(): boolean {
    if (this.#request.create === true) return false;
    return this.#record.isRepeatable || !this.#restsOnState;
  }

  /** Whether what is done rests on all that was found: changes do, and plans for them. Readers need no more than their objects. */
  get #restsOnState(): boolean {
    return this.#request.exclusive === true || this.#isWriter;
  }

  /** @returns Nothing if it may work a little later. */
  async #tryAgain(): Promise<Conversation | undefined> {
    let found;
    try {
      found = await this.#connect(this.#request);
    } catch (error) {
      if (TRANSIENT.some((kind) => error instanceof kind)) return undefined;
      throw error;
    }
    const { conversation, id } = found;
    try {
      if (!equalBytes(id, this.#id)) throw new BorgError("There is another repository at this place now.");
      await this.#recall(conversation);
      if (conversation.loss === undefined) return conversation;
    } catch (error) {
      if (conversation.loss === undefined) {
        await conversation.end();
        throw error;
      }
    }
    await conversation.end();
    return undefined;
  }

  /** Brings a server that has forgotten the transaction to where the last one was. */
  async #recall(conversation: Conversation): Promise<void> {
    if (!this.#restsOnState) return;
    const state = await conversation.call("get", { id: MANIFEST_ID }, (result) => this.#record.judge(readData(result)));
    if (state === "foreign") throw new BorgError("The repository was changed while the connection was lost.");
    if (state === "committed") this.#wasCommitted = true;
    else await this.#repeat(conversation);
  }

  async #repeat(conversation: Conversation): Promise<void> {
    for await (const entry of this.#record.log.entries()) {
      const id = entryId(entry, 0);
      if (readEntryHeader(entry, 0).tag === TAG_PUT)
        await conversation.put(id, [{ bytes: entry.subarray(PUT_HEADER_SIZE) }]);
      else void this.#repeatDelete(conversation, id);
      if (conversation.loss !== undefined) return;
    }
    await conversation.settled();
  }

  async #repeatDelete(conversation: Conversation, id: Uint8Array): Promise<void> {
    try {
      await conversation.call("delete", { id }, scalarOf);
    } catch (error) {
      if (error instanceof ObjectNotFound) this.#nothingDeleted.add(toHex(id));
      else if (error instanceof BorgError && error !== conversation.loss) this.#refusal ??= error;
    }
  }

  #connect(request: OpenRequest): ReturnType<typeof openConversation> {
    return openConversation(this.#place, request, this.#ctx, (error) => {
      this.#refusal ??= error;
    });
  }

  #warn(message: string): void {
    this.#ctx.reporter.log({ level: "warning", message, name: "borg.remote" });
  }
}

/** Methods that change something answer with no bytes. */
function scalarOf(result: MsgpackValue): MsgpackValue {
  return typeof result === "object" ? null : result;
}
