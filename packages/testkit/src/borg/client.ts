import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { run, start } from "../run/index.ts";
import type { Finished, Started } from "../run/index.ts";
import type { Program } from "./programs.ts";

export interface ClientOptions {
  /** Default `correct horse`. */
  readonly passphrase?: string | undefined;
  /** Added to (and winning over) the environment of every call. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

export interface CallOptions {
  /** Accepted exit codes; default `[0]`. `"any"` accepts all. */
  readonly codes?: readonly number[] | "any" | undefined;
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly input?: string | Uint8Array | undefined;
  readonly timeoutMs?: number | undefined;
  /** Words before the program, e.g. `["setpriv", "--reuid=65534"]`. */
  readonly prefix?: readonly string[] | undefined;
}

/** A home of its own: configuration, keys, cache and security folders below `home`. */
export class Client {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;

  constructor(home: string, options: ClientOptions = {}) {
    mkdirSync(home, { recursive: true });
    this.home = home;
    this.env = {
      PATH: process.env["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin",
      HOME: home,
      BORG_BASE_DIR: home,
      LANG: "C.UTF-8",
      LC_ALL: "C.UTF-8",
      TZ: "UTC",
      TMPDIR: process.env["TMPDIR"] ?? "/tmp",
      BORG_PASSPHRASE: options.passphrase ?? "correct horse",
      BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: "yes",
      BORG_RELOCATED_REPO_ACCESS_IS_OK: "yes",
      BORG_CHECK_I_KNOW_WHAT_I_AM_DOING: "YES",
      BORG_DELETE_I_KNOW_WHAT_I_AM_DOING: "YES",
      ...options.env,
    };
  }

  get cacheFolder(): string {
    return join(this.home, ".cache/borg");
  }

  get configFolder(): string {
    return join(this.home, ".config/borg");
  }

  /** Runs `program` and holds it to its exit code. @throws {AssertionError} With all output, if the code is another. */
  async call(program: Program, args: readonly string[], options: CallOptions = {}): Promise<Finished> {
    const [command, words] = this.commandLine(program, args, options);
    const finished = await run(command, words, { ...options, env: { ...this.env, ...options.env } });
    const codes = options.codes ?? [0];
    if (codes !== "any" && (finished.timedOut || !codes.includes(finished.code))) {
      assert.fail(
        `${program.name} ${args.join(" ")}\nexit code ${finished.code}${finished.timedOut ? " (timed out)" : ""}, expected ${codes.join(" or ")}\n` +
          `--- stderr\n${finished.stderr.slice(-6000)}\n--- stdout\n${finished.text.slice(0, 2000)}`,
      );
    }
    return finished;
  }

  /** Starts `program` in the background, e.g. to kill it. */
  start(program: Program, args: readonly string[], options: CallOptions = {}): Started {
    const [command, words] = this.commandLine(program, args, options);
    return start(command, words, { ...options, env: { ...this.env, ...options.env } });
  }

  private commandLine(program: Program, args: readonly string[], options: CallOptions): [string, readonly string[]] {
    const [command = program.path, ...words] = [...(options.prefix ?? []), program.path, ...args];
    return [command, words];
  }
}
