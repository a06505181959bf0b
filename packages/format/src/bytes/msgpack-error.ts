/**
 * Bytes that are no msgpack of Borg's dialect, or not what the reader asked for.
 *
 * `truncated`: they end too early; with more bytes behind them they might be fine. A reader of a stream waits for more then.
 */
export class MsgpackError extends Error {
  override readonly name: string = "MsgpackError";
  readonly truncated: boolean;
  /** Where the value begins that could not be read. */
  readonly offset: number;

  constructor(message: string, offset: number, truncated = false) {
    super(`${message} at offset ${offset}`);
    this.offset = offset;
    this.truncated = truncated;
  }
}
