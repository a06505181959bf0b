import { ConnectionBrokenWithHint, ConnectionClosed, ConnectionClosedWithHint } from "@coffer/format/errors";
import type { BorgError } from "@coffer/format/errors";
import type { Clock, RemoteSettings } from "../../context/index.ts";
import { CommandPipe } from "../command-pipe.ts";
import { SftpSplitter } from "./message-splitter.ts";
import { PacketReader } from "./packet-reader.ts";
import { packet, u32 } from "./packet-writer.ts";
import { REPLY, REQUEST, VERSION } from "./protocol.ts";
import type { Reply } from "./replies.ts";
import { SftpFormatError, SftpProtocolError } from "./sftp-error.ts";

interface Waiting {
  readonly take: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

const ID_COUNT = 2 ** 32;

/**
 * One connection to an SFTP server: requests are sent at once, and answered in any order.
 *
 * When it ends, all requests that are open and all later ones fail with the reason.
 */
export class SftpChannel {
  readonly #pipe: CommandPipe;
  readonly #splitter = new SftpSplitter();
  readonly #waiting = new Map<number, Waiting>();
  #greeted: Waiting | undefined;
  #lastId = 0;
  #loss: BorgError | undefined;
  #isEnding = false;

  private constructor(command: readonly string[], settings: RemoteSettings, clock: Clock) {
    this.#pipe = new CommandPipe(command, settings, clock, {
      received: (bytes) => this.#receive(bytes),
      lost: (loss) => this.#lose(loss),
    });
  }

  /**
   * Starts the command and agrees on the version.
   * @returns The extensions of the server with their versions, too.
   * @throws {ConnectionClosedWithHint} If it goes away at once. @throws {SftpProtocolError}
   */
  static async open(
    command: readonly string[],
    settings: RemoteSettings,
    clock: Clock,
  ): Promise<{ channel: SftpChannel; extensions: ReadonlyMap<string, string> }> {
    const channel = new SftpChannel(command, settings, clock);
    try {
      return { channel, extensions: await channel.#greet() };
    } catch (error) {
      await channel.#pipe.abort();
      const isOver = error instanceof ConnectionClosed || error instanceof ConnectionBrokenWithHint;
      throw isOver ? new ConnectionClosedWithHint("Does the server offer SFTP?") : error;
    }
  }

  /**
   * Sends a request.
   * @param data Goes behind the fields, with its length in front; must not change any more.
   * @param take Makes of the reply what is wanted of it, and copies all bytes.
   * @throws {SftpStatusError} If the server refuses it. @throws Why the connection is over.
   */
  request<T>(
    type: number,
    fields: readonly Uint8Array[],
    take: (reply: Reply) => T,
    data?: Uint8Array<ArrayBuffer>,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#loss !== undefined) {
        reject(this.#loss);
        return;
      }
      const id = this.#nextId();
      this.#waiting.set(id, { take: (reply) => resolve(take(reply)), reject });
      const all = [u32(id), ...fields];
      if (data === undefined) this.#pipe.queue.push({ bytes: packet(type, all) });
      else this.#pipe.queue.push({ bytes: packet(type, [...all, u32(data.length)], data.length) }, { bytes: data });
    });
  }

  /** Ends the connection. */
  async end(): Promise<void> {
    const wasLost = this.#loss !== undefined;
    this.#isEnding = true;
    this.#lose(new ConnectionClosed());
    await this.#pipe.end(wasLost);
  }

  #nextId(): number {
    do this.#lastId = (this.#lastId + 1) % ID_COUNT;
    while (this.#waiting.has(this.#lastId));
    return this.#lastId;
  }

  async #greet(): Promise<ReadonlyMap<string, string>> {
    const extensions = new Map<string, string>();
    await new Promise<void>((resolve, reject) => {
      const take = ({ body }: Reply): void => {
        const version = body.u32();
        if (version < VERSION) throw new SftpFormatError(`version ${version}`);
        while (body.rest > 0) extensions.set(body.text(), body.text());
        resolve();
      };
      this.#greeted = { take, reject };
      this.#pipe.queue.push({ bytes: packet(REQUEST.INIT, [u32(VERSION)]) });
    });
    return extensions;
  }

  #receive(bytes: Uint8Array): void {
    if (this.#loss !== undefined) return;
    try {
      for (const message of this.#splitter.feed(bytes)) this.#answer(new PacketReader(message));
    } catch (error) {
      if (!(error instanceof SftpFormatError)) throw error;
      this.#lose(new SftpProtocolError(error.message));
      this.#pipe.stopReceiving();
    }
  }

  #answer(body: PacketReader): void {
    const type = body.byte();
    if (this.#greeted !== undefined) {
      if (type !== REPLY.VERSION) throw new SftpFormatError(`a message of type ${type} in place of a version`);
      this.#greeted.take({ type, body });
      this.#greeted = undefined;
      return;
    }
    const id = body.u32();
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) throw new SftpFormatError("an answer to nothing");
    try {
      waiting.take({ type, body });
    } catch (error) {
      if (error instanceof SftpFormatError) throw error;
      waiting.reject(error);
    }
    this.#waiting.delete(id);
  }

  #lose(loss: BorgError): void {
    if (this.#loss !== undefined) return;
    this.#loss = loss;
    this.#pipe.queue.abandon();
    const waiting = [...this.#waiting.values(), ...(this.#greeted === undefined ? [] : [this.#greeted])];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(loss);
    if (!this.#isEnding) this.#pipe.stopSending();
  }
}
