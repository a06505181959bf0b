import { constants } from "node:os";

/** Signals that end a run. */
const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Watches the signals that end a run. */
export interface SignalWatch {
  /** Aborted by the first of them. */
  readonly signal: AbortSignal;
  /** 128 + number of the signal that has come; undefined as long as none has. */
  readonly exitCode: number | undefined;
}

/**
 * Has the first SIGINT, SIGTERM or SIGHUP end the run in good order: what runs is told to stop, hooks and monitors hear of it. The second
 * one ends the process at once.
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
  return watch;
}
