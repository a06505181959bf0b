import { constants } from "node:os";
import { GentleStop } from "@coffer/engine/context";
import { type EndingSignal, SignalReceived } from "./failure.ts";

/** A second SIGINT within this time is the same key press, forwarded by a parent process. */
const DEBOUNCE_MS = 20;
/** How long a command may take to stop cleanly after SIGTERM, SIGHUP, or a second SIGINT. */
const GRACE_MS = 10_000;

/** Linux has no such signal, and Node then refuses to wait for it. */
const HAS_SIGINFO = "SIGINFO" in constants.signals;

/** What is shown in the middle of a run. */
export interface Informant {
  /** Which file is at hand (SIGUSR1, SIGINFO). */
  tellFile(): void;
  /** What the process waits for (SIGUSR2). */
  tellState(): void;
}

export interface SignalWatch {
  /**
   * Aborted at the first signal. Its reason is a {@link GentleStop} after SIGINT: commands that make changes then finish
   * what is safe to finish; a {@link SignalReceived} after others.
   */
  readonly signal: AbortSignal;
  /** Aborted, likewise, when the run is about to end: at SIGTERM and SIGHUP, not at the first SIGINT. */
  readonly ending: AbortSignal;
  /** Rejects when the run must end now. */
  readonly ended: Promise<never>;
  stop(): void;
}

/**
 * Watches SIGINT, SIGTERM and SIGHUP. The first SIGINT asks the command to stop at a good place; a second one, SIGTERM and
 * SIGHUP give it a moment and then end the run. The others have something shown, and the run goes on.
 *
 * @param host Of the program that this run is a part of: it watches those three itself, and ends the run as SIGTERM would.
 */
export function watchSignals(informant: Informant, host?: AbortSignal): SignalWatch {
  const controller = new AbortController();
  const endingController = new AbortController();
  let fail: (error: SignalReceived) => void = () => undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  // Nobody may be waiting any more when it rejects.
  ended.catch(() => undefined);
  let firstInterruptAt: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const end = (name: EndingSignal): void => {
    const reason = new SignalReceived(name);
    controller.abort(reason);
    endingController.abort(reason);
    if (timer !== undefined) fail(reason);
    timer ??= setTimeout(() => fail(reason), GRACE_MS);
    timer.unref();
  };
  const onInterrupt = (): void => {
    const now = performance.now();
    if (firstInterruptAt === undefined) {
      firstInterruptAt = now;
      controller.abort(new GentleStop());
    } else if (now - firstInterruptAt >= DEBOUNCE_MS) fail(new SignalReceived("SIGINT"));
  };
  const onTerminate = (): void => end("SIGTERM");
  const onHangUp = (): void => end("SIGHUP");
  if (host === undefined) process.on("SIGINT", onInterrupt).on("SIGTERM", onTerminate).on("SIGHUP", onHangUp);
  else if (host.aborted) onTerminate();
  else host.addEventListener("abort", onTerminate);
  const onInfo = (): void => informant.tellFile();
  const onState = (): void => informant.tellState();
  process.on("SIGUSR1", onInfo).on("SIGUSR2", onState);
  if (HAS_SIGINFO) process.on("SIGINFO", onInfo);
  return {
    signal: controller.signal,
    ending: endingController.signal,
    ended,
    stop: () => {
      host?.removeEventListener("abort", onTerminate);
      process.off("SIGINT", onInterrupt).off("SIGTERM", onTerminate).off("SIGHUP", onHangUp);
      process.off("SIGUSR1", onInfo).off("SIGUSR2", onState).off("SIGINFO", onInfo);
      clearTimeout(timer);
    },
  };
}
