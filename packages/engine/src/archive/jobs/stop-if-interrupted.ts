import { BorgError } from "@coffer/format/errors";

/** @throws {BorgError} If the user wants the command to end. */
export function stopIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw interruptedError();
}

export function interruptedError(): BorgError {
  return new BorgError("Got Ctrl-C / SIGINT.");
}
