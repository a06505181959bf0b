import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { EngineContext, RcloneSettings } from "../../context/index.ts";
import { ObjectStoreError } from "../object-store-error.ts";

/**
 * Becomes rclone. Descriptor 3 ends when this process does, even by `kill -9`; then all of the process group ends, which is
 * rclone's own: Ctrl-C does not reach it, as it is needed to put things in order then.
 */
const SUPERVISOR = `
{ read -r _ <&3; kill -TERM 0; } </dev/null >/dev/null 2>&1 &
exec 3<&-
exec "$@"
`;

/**
 * `rclone rcd`, listening on a port that it chooses, for those only who know the password. Objects are read by `--rc-serve`. Name and
 * password come by the environment, where other users cannot see them. It never asks for the password of its configuration.
 */
const ARGUMENTS = ["rcd", "--rc-serve", "--rc-addr", "127.0.0.1:0", "--ask-password=false"];

/** What would change how rclone is reached, what it logs, or which objects it sees and touches. */
const REFUSED_VARIABLES =
  /^RCLONE_(?:RC|LOG|USE_JSON_LOG|QUIET|VERBOSE|SYSLOG|FILTER|INCLUDE|EXCLUDE|FILES_FROM|MIN_|MAX_AGE|MAX_SIZE|MAX_DEPTH|DRY_RUN|INTERACTIVE|IMMUTABLE|IGNORE|BACKUP_DIR|SUFFIX)/;

const ADDRESS = /Serving remote control on http:\/\/127\.0\.0\.1:(\d+)\//;
const PASSWORD_BYTES = 32;
const START_TIMEOUT_MS = 60_000;
const LINE_MAX = 1000;

/** A running rclone, and how it is spoken to. It ends with this process. */
export interface RcloneDaemon {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Whether it has ended by itself, with its last words. */
  readonly end: { readonly words: string } | undefined;
  /** Ends it. */
  close(): void;
}

export type DaemonContext = Pick<EngineContext, "randomBytes" | "reporter">;

/** Starts rclone. @throws {ObjectStoreError} `no-rclone` */
export async function startRclone(
  location: string,
  settings: RcloneSettings,
  ctx: DaemonContext,
): Promise<RcloneDaemon> {
  const user = "coffer";
  const password = Buffer.from(ctx.randomBytes(PASSWORD_BYTES)).toString("base64url");
  const kept = Object.entries(settings.environment).filter(([name]) => !REFUSED_VARIABLES.test(name));
  const env = { ...Object.fromEntries(kept), RCLONE_RC_USER: user, RCLONE_RC_PASS: password };
  const child = spawn("/bin/sh", ["-c", SUPERVISOR, "sh", settings.program, ...ARGUMENTS], {
    env,
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    detached: true,
  });
  const running = new DaemonProcess(child, (line) => {
    const message = `rclone: ${line.replaceAll(password, "…").slice(0, LINE_MAX)}`;
    ctx.reporter.log({ level: "debug", message, name: "coffer.rclone" });
  });
  const port = await running.port().catch((error: unknown) => {
    running.close();
    const detail = error instanceof Error ? error.message : String(error);
    throw new ObjectStoreError("no-rclone", location, { detail, cause: error });
  });
  return {
    port,
    user,
    password,
    get end() {
      return running.end;
    },
    close: () => running.close(),
  };
}

class DaemonProcess {
  end: { readonly words: string } | undefined;
  readonly #alive: Writable;
  readonly #port = Promise.withResolvers<number>();
  #words = "";

  /** @param log Takes a line of its standard error. */
  constructor(child: ChildProcess, log: (line: string) => void) {
    const [, , errors, alive] = child.stdio as unknown as [null, null, Readable, Writable];
    this.#alive = alive;
    const lines = createInterface({ input: errors });
    lines.on("line", (line) => {
      this.#words = line;
      log(line);
      const found = ADDRESS.exec(line);
      if (found !== null) this.#port.resolve(Number(found[1]));
    });
    const end = (words: string): void => {
      this.end ??= { words };
      alive.destroy();
      this.#port.reject(new Error(words));
    };
    alive.on("error", () => undefined);
    child.once("error", (error) => end(error.message));
    child.once("close", () => end(this.#words || "it has ended"));
    child.once("exit", () => alive.destroy());
    // a command that is done does not wait for it
    for (const one of [child, errors, alive] as unknown as { unref(): void }[]) one.unref();
  }

  async port(): Promise<number> {
    const timer = setTimeout(() => this.#port.reject(new Error("it does not begin")), START_TIMEOUT_MS);
    try {
      return await this.#port.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#alive.destroy();
  }
}
