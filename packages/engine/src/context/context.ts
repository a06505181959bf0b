import type { Activity } from "./activity.ts";
import type { RcloneSettings } from "./rclone-settings.ts";
import type { RemoteSettings } from "./remote-settings.ts";
import type { Reporter } from "./reporter.ts";
import type { RequestMeter } from "./request-meter.ts";
import type { RunMemory } from "./run-memory.ts";
import type { S3Settings } from "./s3-settings.ts";

/** Borg's own places on the client, all absolute. */
export interface ClientFolders {
  readonly base: string;
  readonly config: string;
  /** Key files. */
  readonly keys: string;
  /** Parent of `<repository id>/` with manifest-timestamp, nonce, … */
  readonly security: string;
  /** Parent of `<repository id>/` with chunks, files, … */
  readonly cache: string;
}

/** Passphrases, from wherever the caller takes them. Never logged, never put into an error. */
export interface PassphraseSource {
  /**
   * The passphrase that was configured (environment, command, descriptor), or `undefined` when nothing is.
   * A configured but wrong one ends the command with `PassphraseWrong`, without a prompt.
   */
  configured(): Promise<string | undefined>;
  /** What {@link configured} will give, if it is known before anything is run, read or asked for it. */
  readonly known?: string | undefined;
  /** Asks a person. @throws {NoPassphraseFailure} If there is nobody to ask. */
  prompt(question: string): Promise<string>;
  /** The passphrase for a new or changed key (with confirmation where a person types it). */
  fresh(): Promise<string>;
}

/** A yes/no question; `environmentName` is the variable that may answer in the user's place. */
export interface Question {
  readonly message: string;
  readonly falseMessage?: string;
  readonly trueMessage?: string;
  readonly invalidMessage?: string;
  readonly environmentName?: string;
  /** Default true: ask again after an answer that is neither yes nor no. */
  readonly retry?: boolean;
  /** Shown before asking again. */
  readonly retryMessage?: string;
  /** Answers that mean yes; default `Yes YES yes Y y 1` (Borg's dangerous questions take `YES` only). */
  readonly truish?: readonly string[];
  /** `--log-json` msgid, e.g. `BORG_RELOCATED_REPO_ACCESS_IS_OK`. */
  readonly msgid?: string;
}

export interface Clock {
  /** Wall clock, microseconds since 1970. */
  nowMicros(): bigint;
  /** Monotonic, milliseconds. */
  monotonicMs(): number;
  /** Rejects with the reason of `signal` as soon as that is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Who we are in locks: Borg's (hostid, pid, thread). */
export interface ProcessIdentity {
  /** BORG_HOST_ID, else `<fqdn>@<node as decimal>`. */
  readonly hostid: string;
  readonly pid: number;
}

export interface EngineContext {
  readonly folders: ClientFolders;
  readonly identity: ProcessIdentity;
  readonly clock: Clock;
  randomBytes(length: number): Uint8Array;
  readonly passphrases: PassphraseSource;
  ask(question: Question): Promise<boolean>;
  readonly reporter: Reporter;
  /** Commands that work on files say here which one they are at. */
  readonly activity: Activity;
  /** BORG_WORKAROUNDS. */
  readonly workarounds: ReadonlySet<string>;
  /** BORG_KEY_FILE, if set and not empty. */
  readonly keyFile?: string | undefined;
  /** An exported key, taken in the place of the one that the repository or the keys folder holds: to see whether it opens the repository. */
  readonly keyBackup?: string | undefined;
  /** Host and user name as Borg stores them in archives (BORG_HOSTNAME, BORG_USERNAME win). */
  readonly hostname: string;
  readonly username: string;
  /** Current folder, for locations given relative. */
  readonly cwd: string;
  /** Seconds to wait for a lock; default 1; negative: for ever. */
  readonly lockWaitSeconds: number;
  /** `--umask`, applied to the process by the caller already; kept for information. */
  readonly umask: number;
  /** Asked when a repository lies on another machine. @throws If what the user configured cannot be used. */
  readonly remoteSettings: () => RemoteSettings;
  /** For repositories in buckets. Default: those of AWS. */
  readonly s3Settings?: S3Settings | undefined;
  /** For repositories on remotes of rclone. Default: `rclone` of the standard folders, without an environment. */
  readonly rcloneSettings?: RcloneSettings | undefined;
  /** Counts what is asked of object stores. */
  readonly requests?: RequestMeter | undefined;
  /** Of the run that the command is a part of; without one it leaves nothing in memory. */
  readonly memory?: RunMemory | undefined;
  /** Worker threads for the pipelines; 0 runs the same jobs on the main thread. */
  readonly threads: number;
}
