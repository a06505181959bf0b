import {
  BorgError,
  ConnectionBrokenWithHint,
  ConnectionClosed,
  ConnectionClosedWithHint,
  RPCServerOutdated,
  UnexpectedRPCDataFormatFromServer,
} from "@coffer/format/errors";
import type { MsgpackValue } from "@coffer/format/bytes";
import {
  decodeResponse,
  encodePutHead,
  encodeRequest,
  MessageSplitter,
  negotiationArgs,
  outdatedFor,
  parseVersion,
  readServerData,
  RpcFormatError,
} from "@coffer/format/rpc";
import type { BorgVersion, RpcForm, RpcResponse } from "@coffer/format/rpc";
import type { Clock, RemoteSettings } from "../../context/index.ts";
import { CommandPipe } from "../../ssh/index.ts";
import type { Outgoing } from "../../ssh/index.ts";
import { remoteError } from "./remote-error.ts";

/** Arguments of a call by name. */
export type CallArgs = Readonly<Record<string, MsgpackValue>>;

interface Answer {
  /** Copies what it needs of the result. */
  readonly take: (result: MsgpackValue) => void;
  readonly reject: (error: unknown) => void;
}

export interface ConversationOptions {
  readonly settings: RemoteSettings;
  readonly clock: Clock;
  /** The repository as the user wrote it, for errors. */
  readonly location: string;
  /** Told of each put that is answered; with the error if it failed. */
  readonly onPut: (error: BorgError | undefined) => void;
}

/** Bytes of a message that is none, shown to the user. */
const EXCERPT_SIZE = 128;

/**
 * One connection to a server, from the start of the command to its end. Calls are sent at once and answered in order.
 *
 * When it ends before it should, all calls that are open and all later ones fail with {@link loss}.
 */
export class Conversation {
  readonly #pipe: CommandPipe;
  readonly #options: ConversationOptions;
  readonly #splitter = new MessageSplitter();
  readonly #answers = new Map<number, Answer | "put">();
  #form: RpcForm = "positional";
  #version: BorgVersion = parseVersion("1.0.8");
  #msgid = 0;
  #loss: BorgError | undefined;
  #isEnding = false;
  #idle: (() => void)[] = [];

  private constructor(command: readonly string[], options: ConversationOptions) {
    this.#options = options;
    this.#pipe = new CommandPipe(command, options.settings, options.clock, {
      received: (bytes) => this.#receive(bytes),
      lost: (loss) => this.#lose(loss),
    });
  }

  /**
   * Starts the command and agrees with the server on how to talk.
   * @throws {ConnectionClosedWithHint} If it goes away at once.
   * @throws {UnexpectedRPCDataFormatFromServer} If it says something else.
   */
  static async begin(command: readonly string[], options: ConversationOptions): Promise<Conversation> {
    const conversation = new Conversation(command, options);
    try {
      await conversation.#negotiate();
    } catch (error) {
      conversation.#isEnding = true;
      await conversation.#pipe.abort();
      const isOver = error instanceof ConnectionClosed || error instanceof ConnectionBrokenWithHint;
      throw isOver ? new ConnectionClosedWithHint("Is borg working on the server?") : error;
    }
    return conversation;
  }

  /** Why it is over; `undefined` while it is not. */
  get loss(): BorgError | undefined {
    return this.#loss;
  }

  get serverVersion(): BorgVersion {
    return this.#version;
  }

  /**
   * Calls a method.
   * @param take Makes of the result what is wanted of it, and copies all bytes: the memory that they lie in is used again.
   * @throws {RPCServerOutdated} If the server cannot do that; nothing was sent.
   * @throws What the server says; {@link loss}; what `take` throws.
   */
  call<T>(method: string, args: CallArgs, take: (result: MsgpackValue) => T): Promise<T> {
    const named = new Map(Object.entries(args));
    const outdated = outdatedFor(this.#version, method, named);
    if (outdated !== undefined) return Promise.reject(new RPCServerOutdated(outdated.what, outdated.required));
    return new Promise((resolve, reject) => {
      if (this.#loss !== undefined) {
        reject(this.#loss);
        return;
      }
      const msgid = ++this.#msgid;
      this.#answers.set(msgid, { take: (result) => resolve(take(result)), reject });
      this.#pipe.queue.push({ bytes: encodeRequest({ form: this.#form, msgid, method, args: named }) });
    });
  }

  /**
   * Sends a put; its answer is told to `onPut`, unless the connection is lost before.
   * @param data In order; must not change until it is released.
   * @returns Void, or a promise that resolves when there is room for more.
   */
  put(id: Uint8Array, data: readonly Outgoing[]): void | Promise<void> {
    if (this.#loss !== undefined) {
      for (const { hold } of data) hold?.release();
      return;
    }
    const msgid = ++this.#msgid;
    this.#answers.set(msgid, "put");
    const size = data.reduce((sum, { bytes }) => sum + bytes.length, 0);
    this.#pipe.queue.push({ bytes: encodePutHead(this.#form, msgid, id, size) }, ...data);
    return this.#pipe.queue.room();
  }

  /** Resolves when everything is answered, or the connection is lost. */
  settled(): Promise<void> {
    if (this.#answers.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Ends the conversation; the server drops what is not committed, and its locks. */
  async end(): Promise<void> {
    this.#isEnding = true;
    // What was not answered is not wanted any more.
    await this.#pipe.end(this.#loss !== undefined);
  }

  async #negotiate(): Promise<void> {
    const clientVersion = parseVersion(this.#options.settings.clientVersion);
    const args = Object.fromEntries(negotiationArgs(clientVersion));
    try {
      ({ form: this.#form, version: this.#version } = await this.call("negotiate", args, readServerData));
    } catch (error) {
      if (!(error instanceof RpcFormatError)) throw error;
      throw new BorgError("Server insisted on using unsupported protocol version", { cause: error });
    }
  }

  #receive(bytes: Uint8Array): void {
    if (this.#loss !== undefined) return;
    try {
      for (const message of this.#splitter.feed(bytes)) this.#answer(decodeResponse(message));
    } catch (error) {
      if (!(error instanceof RpcFormatError)) throw error;
      this.#lose(new UnexpectedRPCDataFormatFromServer(excerptOf(bytes)));
      this.#pipe.stopReceiving();
    }
    if (this.#answers.size === 0) this.#tellIdle();
  }

  #answer(response: RpcResponse): void {
    const answer = this.#answers.get(response.msgid);
    if (answer === undefined) throw new RpcFormatError("answer to nothing");
    this.#answers.delete(response.msgid);
    const { failure } = response;
    const error = failure === undefined ? undefined : remoteError(failure, this.#options.location);
    if (answer === "put") this.#options.onPut(error);
    else if (error !== undefined) answer.reject(error);
    else if (failure === undefined) this.#hand(answer, response.result);
  }

  #hand({ take, reject }: Answer, result: MsgpackValue): void {
    try {
      take(result);
    } catch (error) {
      reject(error);
    }
  }

  #lose(loss: BorgError): void {
    if (this.#loss !== undefined) return;
    this.#loss = loss;
    this.#pipe.queue.abandon();
    const answers = [...this.#answers.values()];
    this.#answers.clear();
    for (const answer of answers) if (answer !== "put") answer.reject(loss);
    this.#tellIdle();
    if (!this.#isEnding) this.#pipe.stopSending();
  }

  #tellIdle(): void {
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }
}

/** As text if it is one, else as hex digits, sixteen to a line. */
function excerptOf(bytes: Uint8Array): string {
  try {
    return Array.from(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
      .slice(0, EXCERPT_SIZE)
      .join("");
  } catch {
    const digits = Array.from(bytes.subarray(0, EXCERPT_SIZE), (byte) =>
      byte.toString(16).toUpperCase().padStart(2, "0"),
    );
    const lines: string[] = [];
    for (let at = 0; at < digits.length; at += 16) lines.push(digits.slice(at, at + 16).join(" "));
    return lines.join("\n");
  }
}
