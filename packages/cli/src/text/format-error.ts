/** A format string or format specification that Python would refuse with `ValueError`; the message is Python's. */
export class FormatError extends Error {
  override readonly name: string = "FormatError";
}
