import type { Configuration } from "../config/index.ts";
import type { Log } from "../log/index.ts";
import type { RunProgress } from "../progress/index.ts";
import type { Env } from "../system/index.ts";

/** What all calls for one configuration have in common. */
export interface BorgWorld {
  readonly configuration: Configuration;
  /** The whole environment, as of {@link borgEnvironment}. */
  readonly env: Env;
  /** The folder that calls run in, absolute. */
  readonly cwd: string;
  readonly log: Log;
  /** Ends a call that runs. */
  readonly signal: AbortSignal;
  /** Where coffer's own engine shows how far it is; undefined where nobody looks. */
  readonly progress?: RunProgress | undefined;
  /** The configured passphrase; undefined when Borg is to find it itself. Asked once for each call. */
  passphrase(): Promise<string | undefined>;
}
