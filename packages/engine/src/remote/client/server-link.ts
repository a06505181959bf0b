import { textToBytes } from "@coffer/format/bytes";
import type { MsgpackValue } from "@coffer/format/bytes";
import type { BorgError } from "@coffer/format/errors";
import type { BorgVersion } from "@coffer/format/rpc";
import type { EngineContext } from "../../context/index.ts";
import { Conversation } from "./conversation.ts";
import type { CallArgs } from "./conversation.ts";
import { readId } from "./read-answer.ts";
import type { RemotePlace } from "./remote-place.ts";
import { serverCommand } from "./server-command.ts";

/** What a link takes from the context of the engine. */
export type RemoteContext = Pick<EngineContext, "clock" | "reporter" | "lockWaitSeconds" | "remoteSettings">;

/** How the server is to open the repository. */
export interface OpenRequest {
  readonly create?: boolean;
  readonly lock?: boolean;
  readonly exclusive?: boolean;
  readonly appendOnly?: boolean;
  readonly makeParentDirs?: boolean;
  /** Options for the server, besides those of the settings. */
  readonly serveOptions?: readonly string[];
}

/** The way to an open repository on a server. */
export class ServerLink {
  /** Of the repository. */
  readonly id: Uint8Array;
  readonly #conversation: Conversation;
  readonly #puts: PutOutcome;

  private constructor(id: Uint8Array, conversation: Conversation, puts: PutOutcome) {
    this.id = id;
    this.#conversation = conversation;
    this.#puts = puts;
  }

  static async open(place: RemotePlace, request: OpenRequest, ctx: RemoteContext): Promise<ServerLink> {
    const settings = ctx.remoteSettings();
    const command = await serverCommand(place, settings, request.serveOptions ?? []);
    ctx.reporter.log({ level: "debug", message: `SSH command line: ${command.join(" ")}`, name: "borg.remote" });
    const puts: PutOutcome = { error: undefined };
    const conversation = await Conversation.begin(command, {
      settings,
      clock: ctx.clock,
      location: place.written,
      onPut: (error) => {
        puts.error ??= error;
      },
    });
    try {
      const id = readId(await conversation.call("open", openArgs(place, request, ctx.lockWaitSeconds)));
      return new ServerLink(id, conversation, puts);
    } catch (error) {
      await conversation.end();
      throw error;
    }
  }

  get serverVersion(): BorgVersion {
    return this.#conversation.serverVersion;
  }

  /** Calls a method that changes nothing. */
  ask(method: string, args: CallArgs = {}): Promise<MsgpackValue> {
    return this.#conversation.call(method, args);
  }

  /** Calls a method that must not be called twice. */
  tell(method: string, args: CallArgs = {}): Promise<MsgpackValue> {
    return this.#conversation.call(method, args);
  }

  /**
   * Sends an object, which must not change any more.
   * @returns Void, or a promise that resolves when there is room for more.
   * @throws What an earlier one came to.
   */
  put(id: Uint8Array, data: Uint8Array): void | Promise<void> {
    if (this.#puts.error !== undefined) throw this.#puts.error;
    if (this.#conversation.loss !== undefined) throw this.#conversation.loss;
    return this.#conversation.put(id, data);
  }

  async delete(id: Uint8Array): Promise<void> {
    await this.#conversation.call("delete", { id });
  }

  /** Waits for all answers, and commits. @throws What an object came to that was sent before. */
  async commit(args: CallArgs): Promise<void> {
    await this.#conversation.settled();
    if (this.#puts.error !== undefined) throw this.#puts.error;
    await this.#conversation.call("commit", args);
  }

  close(): Promise<void> {
    return this.#conversation.end();
  }
}

/** What the objects came to that were sent in this transaction. */
interface PutOutcome {
  error: BorgError | undefined;
}

function openArgs(place: RemotePlace, request: OpenRequest, lockWaitSeconds: number): CallArgs {
  return {
    path: textToBytes(place.path),
    create: request.create ?? false,
    lock_wait: lockWaitSeconds,
    lock: request.lock ?? true,
    exclusive: request.exclusive ?? false,
    append_only: request.appendOnly ?? false,
    make_parent_dirs: request.makeParentDirs ?? false,
  };
}
