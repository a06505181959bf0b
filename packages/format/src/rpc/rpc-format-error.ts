/** Bytes from the peer that are no message of the protocol. The conversation cannot go on after it. */
export class RpcFormatError extends Error {
  override readonly name: string = "RpcFormatError";
}
