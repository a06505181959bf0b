/** A mistake in the program itself: nobody catches it, it ends the command. */
export class AssertionError extends Error {
  override readonly name: string = "AssertionError";
}

/** States what must hold here whatever the input is. @throws {AssertionError} If it does not. */
export function assert(condition: unknown, message = "assertion failed"): asserts condition {
  if (!condition) throw new AssertionError(message);
}
