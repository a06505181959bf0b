/**
 * Reason of an abort that leaves a command the time to save what it has done: Ctrl-C, once.
 *
 * After any other reason a command ends at the next place where it can, and saves nothing.
 */
export class GentleStop extends Error {
  override readonly name: string = "GentleStop";

  constructor() {
    super("the command is to stop");
  }
}

/** Whether the user asked for the command to stop, and for nothing more urgent than that. */
export function isGentleStop(signal: AbortSignal | undefined): boolean {
  return signal?.reason instanceof GentleStop;
}
