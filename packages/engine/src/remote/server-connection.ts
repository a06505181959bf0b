/** The way to one client, from the server's side. */
export interface ServerConnection {
  /** What the client sends, in pieces of any size, each valid until the next one is asked for. Ends when the client has closed. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Aborted when the client has closed its end, and what it has sent before may still wait to be answered. */
  readonly closed?: AbortSignal | undefined;
  /**
   * Sends all of `parts` in their order. Resolves when they are on their way: their memory may be used again, and more may follow.
   * @throws {Error} If the client is gone.
   */
  send(parts: readonly Uint8Array[]): Promise<void>;
}
