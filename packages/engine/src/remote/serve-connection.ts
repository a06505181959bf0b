import { assert } from "@coffer/format/bytes";
import { InvalidRPCMethod, UnexpectedRPCDataFormatFromClient } from "@coffer/format/errors";
import {
  decodeRequest,
  encodeDataHead,
  encodeIdsResponse,
  encodeResponse,
  MessageSplitter,
  RpcFormatError,
} from "@coffer/format/rpc";
import type { RpcFailure, RpcForm, RpcRequest } from "@coffer/format/rpc";
import type { EngineContext, LogLevel } from "../context/index.ts";
import type { LocalRepository } from "../repository/index.ts";
import { collectYoungGarbage, GarbageLimit } from "../threads/index.ts";
import { AnswerWriter } from "./answer-writer.ts";
import { IdList } from "./id-list.ts";
import { readObjects } from "./object-reads.ts";
import type { ReadOutcome } from "./object-reads.ts";
import { ReadMemory } from "./read-memory.ts";
import { RepositoryServer } from "./repository-server.ts";
import type { ServerOptions } from "./repository-server.ts";
import { objectId, readArguments } from "./server-arguments.ts";
import type { ServerConnection } from "./server-connection.ts";
import { failureOf } from "./server-failure.ts";
import { SERVER_METHODS } from "./server-methods.ts";

/** Values in one request at most: Borg's own have less than thirty. */
const REQUEST_VALUES_MAX = 1000;
/** Bytes that are cut into requests at a time, unless one alone wants more: small ones are garbage before the next ones are made. */
const SLICE_SIZE = 8 * 1024;
/** What a request leaves behind besides its bytes, about. */
const REQUEST_MEMORY = 1024;
/** Bytes that come and go between two collections of the youngest garbage: their buffers are many times larger than V8 sees. */
const COLLECTION_INTERVAL = 4 * 1024 * 1024;
/** Memory that may become garbage, old enough that only a collection of everything frees it. */
const OLD_GARBAGE_MAX = 6 * 1024 * 1024;
/** Requests for objects that are answered together. */
const READ_TOGETHER_MAX = 128;

/** Failures that clients make anew from class and arguments, in both forms: no need to log them. */
const RECONSTRUCTED: ReadonlySet<string> = new Set([
  "InvalidRepository",
  "InvalidRepositoryConfig",
  "DoesNotExist",
  "AlreadyExists",
  "PathAlreadyExists",
  "PathNotAllowed",
  "InsufficientFreeSpaceError",
  "StorageQuotaExceeded",
]);

export interface ServeConnectionOptions extends ServerOptions {
  /** What users get to see of this machine when something fails; may be empty. */
  readonly sysinfo: () => string;
  /** Once aborted, the request under way is the last. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Answers the requests of one client, in their order, until it closes. Then the repository is closed; what was not committed is gone.
 *
 * Memory is bounded whatever the client sends, and whether it reads the answers or not.
 *
 * @returns Whether the client ever named a repository that it may reach.
 * @throws {UnexpectedRPCDataFormatFromClient} If it sends what is no request. All before was answered, and the repository is closed.
 * @throws The reason of `signal`.
 */
export async function serveConnection(
  connection: ServerConnection,
  options: ServeConnectionOptions,
  ctx: EngineContext,
): Promise<boolean> {
  const server = new RepositoryServer(options, connection.closed, ctx);
  try {
    await new Conversation(server, connection, options, ctx).run();
  } finally {
    await server.close();
  }
  return server.wasAllowed;
}

class Conversation {
  readonly #server: RepositoryServer;
  readonly #connection: ServerConnection;
  readonly #options: ServeConnectionOptions;
  readonly #ctx: EngineContext;
  readonly #answers: AnswerWriter;
  readonly #memory = new ReadMemory();
  /** Bytes that came and went since the last collection. */
  #passed = 0;
  readonly #garbage = new GarbageLimit(OLD_GARBAGE_MAX);
  /** Requests for objects that wait for more of their kind. */
  #reads: RpcRequest[] = [];

  constructor(
    server: RepositoryServer,
    connection: ServerConnection,
    options: ServeConnectionOptions,
    ctx: EngineContext,
  ) {
    this.#server = server;
    this.#connection = connection;
    this.#options = options;
    this.#ctx = ctx;
    this.#answers = new AnswerWriter(connection);
  }

  async run(): Promise<void> {
    const splitter = new MessageSplitter({ valuesMax: REQUEST_VALUES_MAX });
    try {
      for await (const bytes of this.#connection.input) {
        for (let at = 0; at < bytes.length;) {
          const slice = bytes.subarray(at, at + Math.max(SLICE_SIZE, splitter.missingSize));
          at += slice.length;
          for (const message of splitter.feed(slice)) {
            await this.#take(decodeRequest(message));
            this.#passed += REQUEST_MEMORY;
          }
          // Their ids lie in memory that the next slice is written to.
          if (this.#reads.length > 0) await this.#answerReads();
        }
        await this.#answers.flush();
        this.#collect(bytes.length);
      }
    } catch (error) {
      if (!(error instanceof RpcFormatError)) throw error;
      await this.#answerReads();
      await this.#answers.flush();
      throw new UnexpectedRPCDataFormatFromClient(this.#options.version);
    }
    await this.#answers.settle();
  }

  async #take(request: RpcRequest): Promise<void> {
    this.#options.signal?.throwIfAborted();
    if (request.method === "get") {
      this.#reads.push(request);
      if (this.#reads.length >= READ_TOGETHER_MAX) await this.#answerReads();
      return;
    }
    await this.#answerReads();
    await this.#answer(request);
  }

  async #answer(request: RpcRequest): Promise<void> {
    const { form, msgid, method: name, args } = request;
    try {
      const method = SERVER_METHODS.get(name);
      if (method === undefined) throw new InvalidRPCMethod(name);
      const result = await method(this.#server, args);
      if (result instanceof IdList) await this.#sendIds(request, result);
      else await this.#answers.add(encodeResponse(form, { msgid, result: result ?? null }));
    } catch (error) {
      await this.#fail(request, error);
    }
  }

  async #sendIds({ form, msgid }: RpcRequest, { packed }: IdList): Promise<void> {
    for (const part of encodeIdsResponse(form, msgid, packed)) {
      await this.#answers.add(part);
      this.#collect(part.length);
    }
  }

  async #answerReads(): Promise<void> {
    const requests = this.#reads;
    if (requests.length === 0) return;
    this.#reads = [];
    const objects = this.#objectsOf(requests);
    if (objects === undefined) {
      for (const request of requests) await this.#answer(request);
      return;
    }
    let at = 0;
    for await (const outcomes of readObjects(objects.repository, objects.ids, this.#memory)) {
      for (const outcome of outcomes) await this.#answerRead(requests[at++], outcome);
      await this.#answers.release();
      this.#collect(outcomes.reduce((sum, outcome) => sum + ("data" in outcome ? outcome.data.length : 0), 0));
    }
  }

  #collect(passed: number): void {
    this.#passed += passed;
    if (this.#passed < COLLECTION_INTERVAL) return;
    this.#passed = 0;
    collectYoungGarbage();
    this.#garbage.check();
  }

  /** What is to be read, or `undefined` if one of the requests makes no sense. */
  #objectsOf(requests: readonly RpcRequest[]): { repository: LocalRepository; ids: Uint8Array[] } | undefined {
    try {
      const ids = requests.map(({ args }) => readArguments("get", { id: objectId }, args).id);
      return { repository: this.#server.repository, ids };
    } catch {
      return undefined;
    }
  }

  async #answerRead(request: RpcRequest | undefined, outcome: ReadOutcome): Promise<void> {
    assert(request !== undefined, "there is an outcome for each request");
    if ("error" in outcome) return this.#fail(request, outcome.error);
    const { data } = outcome;
    await this.#answers.add(encodeDataHead(request.form, request.msgid, data.length), data);
  }

  async #fail({ form, msgid }: RpcRequest, error: unknown): Promise<void> {
    const failure = failureOf(error, this.#options.sysinfo());
    this.#logFailure(failure, form);
    await this.#answers.add(encodeResponse(form, { msgid, failure }));
  }

  /** The positional form has no room for what went wrong: the client shows its log. */
  #logFailure(failure: RpcFailure, form: RpcForm): void {
    if (RECONSTRUCTED.has(failure.exception_class)) return;
    const log = (level: LogLevel, message: string): void => this.#ctx.reporter.log({ level, message, name: "root" });
    const message = failure.exception_short.join("").trimEnd();
    if (form === "named") return log("debug", message);
    log("error", message);
    if (failure.sysinfo !== "") log(failure.exception_trace ? "error" : "debug", failure.sysinfo);
  }
}
