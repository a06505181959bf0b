import type { ServerConnection } from "@coffer/engine/remote";
import type { MsgpackValue } from "@coffer/format/bytes";
import { decodeResponse, encodeRequest, MessageSplitter } from "@coffer/format/rpc";
import { ConnectionClosed } from "@coffer/format/errors";
import type { RpcForm, RpcResponse } from "@coffer/format/rpc";

/** Speaks to a server in this process; {@link connection} is the server's end. */
export class RpcTestClient {
  readonly connection: ServerConnection;
  /** Bytes that the server was kept from sending. */
  heldBack = 0;
  #isDeaf = false;
  readonly #sent: (Uint8Array | undefined)[] = [];
  readonly #responses: RpcResponse[] = [];
  readonly #splitter = new MessageSplitter();
  readonly #closing = new AbortController();
  #wake: () => void = () => undefined;
  #hear: () => void = () => undefined;
  #msgid = 0;

  constructor() {
    const closed = this.#closing.signal;
    this.connection = { input: this.#input(), closed, send: (parts) => this.#receive(parts) };
  }

  /** Count of pieces that the server has not asked for yet. */
  get unread(): number {
    return this.#sent.length;
  }

  /** Sends bytes as they are. */
  write(bytes: Uint8Array): void {
    this.#sent.push(bytes);
    this.#wake();
  }

  /** While set, the server cannot send. */
  set isDeaf(isDeaf: boolean) {
    this.#isDeaf = isDeaf;
    if (!isDeaf) this.#hear();
  }

  /** Sends nothing more. */
  end(): void {
    this.#sent.push(undefined);
    this.#closing.abort(new ConnectionClosed());
    this.#wake();
  }

  /** Sends a request. @returns Its msgid. */
  send(method: string, args: Readonly<Record<string, MsgpackValue>> = {}, form: RpcForm = "named"): number {
    this.#msgid += 1;
    this.write(encodeRequest({ form, msgid: this.#msgid, method, args: new Map(Object.entries(args)) }));
    return this.#msgid;
  }

  /** Sends a request and waits for its response. */
  async call(method: string, args: Readonly<Record<string, MsgpackValue>> = {}): Promise<RpcResponse> {
    const msgid = this.send(method, args);
    for (;;) {
      const response = this.responses.find((one) => one.msgid === msgid);
      if (response !== undefined) return response;
      await this.#sleep();
    }
  }

  /** The result of a call. @throws {Error} Named after the class of the exception if it failed. */
  async result(method: string, args: Readonly<Record<string, MsgpackValue>> = {}): Promise<MsgpackValue> {
    const response = await this.call(method, args);
    if (response.failure === undefined) return response.result;
    const error = new Error(response.failure.exception_short.join(""));
    error.name = response.failure.exception_class;
    throw error;
  }

  /** What has come back so far, in order. */
  get responses(): readonly RpcResponse[] {
    return this.#responses;
  }

  async *#input(): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      if (this.#sent.length === 0) await this.#sleep();
      if (this.#sent.length === 0) continue;
      const bytes = this.#sent.shift();
      if (bytes === undefined) return;
      yield bytes;
    }
  }

  async #receive(parts: readonly Uint8Array[]): Promise<void> {
    if (this.#isDeaf) {
      this.heldBack += parts.reduce((sum, part) => sum + part.length, 0);
      await new Promise<void>((resolve) => {
        this.#hear = resolve;
      });
    }
    for (const part of parts) {
      for (const message of this.#splitter.feed(part)) this.#responses.push(decodeResponse(message.slice()));
    }
    this.#wake();
  }

  /** Waits until something was sent or received. */
  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      const wake = this.#wake;
      this.#wake = () => {
        wake();
        resolve();
      };
    });
  }
}
