import { BorgError } from "@coffer/format/errors";
import { isGentleStop } from "../../context/index.ts";

/** @throws {BorgError} If the user wants the command to end. */
export function stopIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw interruptedError();
}

/** For work that stops gently at another place, after a checkpoint. @throws {BorgError} If the user cannot wait for that. */
export function stopIfUrgent(signal: AbortSignal | undefined): void {
  if (!isGentleStop(signal)) stopIfInterrupted(signal);
}

export function interruptedError(): BorgError {
  return new BorgError("Got Ctrl-C / SIGINT.");
}
