import { constants } from "node:os";

/** Signals that end a run. */
const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What Borg answers while it works. Where nobody listens they would end the process, or open it to a debugger. */
const INQUIRIES = ["SIGUSR1", "SIGUSR2"] as const;

/** Watches the signals that end a run. */
export interface SignalWatch {
  /** Aborted by the first of them. */
  readonly signal: AbortSignal;
  /** 128 + number of the signal that has come; undefined as long as none has. */
  readonly exitCode: number | undefined;
}

/**
 * Has the first SIGINT, SIGTERM or SIGHUP end the run in good order: what runs is told to stop, hooks and monitors hear of it. The second
 * one ends the process at once. SIGUSR1 and SIGUSR2 are for the Borg that is at work, and nothing happens where none is.
 */
export function watchSignals(): SignalWatch {
  const controller = new AbortController();
  const watch = { signal: controller.signal, exitCode: undefined as number | undefined };
  for (const name of ENDING) {
    process.on(name, () => {
      const code = 128 + constants.signals[name];
      if (watch.exitCode !== undefined) process.exit(code);
      watch.exitCode = code;
      controller.abort(new Error(`The run was ended by ${name}`));
    });
  }
  for (const name of INQUIRIES) process.on(name, () => undefined);
  return watch;
}
