import type { LogLevel } from "@coffer/engine/context";
import { GentleStop } from "@coffer/engine/context";
import { BorgError } from "@coffer/format/errors";
import { InputInterrupted } from "../environment/index.ts";
import { EXIT_ERROR, EXIT_SIGNAL_BASE } from "../log/index.ts";

/** The run was ended by a signal. */
export class SignalReceived extends Error {
  override readonly name: string = "SignalReceived";
  readonly signal: EndingSignal;

  constructor(signal: EndingSignal) {
    super(SIGNAL_WORDS[signal].message);
    this.signal = signal;
  }
}

export type EndingSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

const SIGNAL_WORDS: Readonly<Record<EndingSignal, { message: string; msgid: string | undefined; number: number }>> = {
  SIGINT: { message: "Keyboard interrupt", msgid: undefined, number: 2 },
  SIGTERM: { message: "Received SIGTERM", msgid: "Signal.SIGTERM", number: 15 },
  SIGHUP: { message: "Received SIGHUP.", msgid: "Signal.SIGHUP", number: 1 },
};

/** How an error ends the run. */
export interface Failure {
  readonly message: string;
  readonly msgid: string | undefined;
  readonly exitCode: number;
  /** At which level system information (and, at debug, the stack) is logged. */
  readonly detailLevel: LogLevel;
  /** Words for the user, below the message. */
  readonly explanation?: string | undefined;
}

/** Errors without a class of their own begin with a word that says so. */
function labelled(error: BorgError): string {
  const bare = error.constructor === BorgError && !error.message.startsWith("Error: ");
  return bare ? `Error: ${error.message}` : error.message;
}

/** @param modern BORG_EXIT_CODES=modern: each condition has a code of its own. */
export function describeFailure(error: unknown, modern: boolean): Failure {
  if (error instanceof BorgError) {
    return {
      message: labelled(error),
      msgid: error.msgid,
      exitCode: modern ? error.exitCode : EXIT_ERROR,
      detailLevel: error.showTraceback ? "error" : "debug",
      explanation: error.explanation,
    };
  }
  const isInterrupt = error instanceof InputInterrupted || error instanceof GentleStop;
  const signal = error instanceof SignalReceived ? error.signal : isInterrupt ? "SIGINT" : undefined;
  if (signal !== undefined) {
    const { message, msgid, number } = SIGNAL_WORDS[signal];
    return { message, msgid, exitCode: EXIT_SIGNAL_BASE + number, detailLevel: "debug" };
  }
  return {
    message: `Local Exception: ${error instanceof Error ? error.message : String(error)}`,
    msgid: "Exception",
    exitCode: EXIT_ERROR,
    detailLevel: "error",
  };
}
