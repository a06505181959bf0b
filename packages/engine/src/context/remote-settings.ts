import type { Readable, Writable } from "node:stream";

/** How repositories on other machines are reached, and where the words from there go. */
export interface RemoteSettings {
  /** Command that connects to another machine, in words; host and command are appended. Absent: `ssh`, with what keeps it alive. */
  readonly rsh?: readonly string[] | undefined;
  /** Name or path of `borg` on the other machine. */
  readonly remotePath: string;
  /** Options for `borg serve`: how much it is to log. */
  readonly serveOptions: readonly string[];
  /** Environment of the command. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The version of Borg that we speak for: `1.4.5`. */
  readonly clientVersion: string;
  /** Most bytes to send in a second; 0: no limit. */
  readonly uploadRatelimit: number;
  /** Bytes that may wait to be sent, besides those that always may. */
  readonly uploadBuffer: number;
  /** Starts the command. Default: as a child process. */
  readonly start?: (command: readonly string[]) => RemoteProcess;
  /** Takes a line of the other side's standard error, with its end. */
  readonly showLine: (line: string) => void;
}

/** A command that was started. */
export interface RemoteProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when it has ended, and all that it wrote was read. */
  readonly exited: Promise<void>;
  readonly kill: () => void;
}
