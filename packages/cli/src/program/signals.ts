import { GentleStop } from "@coffer/engine/context";
import { type EndingSignal, SignalReceived } from "./failure.ts";

/** A second SIGINT within this time is the same key press, forwarded by a parent process. */
const DEBOUNCE_MS = 20;
/** How long a command may take to stop cleanly after SIGTERM, SIGHUP, or a second SIGINT. */
const GRACE_MS = 10_000;

const goOn = (): void => undefined;

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
 * SIGHUP give it a moment and then end the run.
 */
export function watchSignals(): SignalWatch {
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
  process.on("SIGINT", onInterrupt).on("SIGTERM", onTerminate).on("SIGHUP", onHangUp);
  // Borg shows something at these and goes on; left alone, one opens a debugger and the other kills.
  process.on("SIGUSR1", goOn).on("SIGUSR2", goOn);
  return {
    signal: controller.signal,
    ending: endingController.signal,
    ended,
    stop: () => {
      process.off("SIGINT", onInterrupt).off("SIGTERM", onTerminate).off("SIGHUP", onHangUp);
      process.off("SIGUSR1", goOn).off("SIGUSR2", goOn);
      clearTimeout(timer);
    },
  };
}
