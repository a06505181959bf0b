import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

/** A running server, and how to come in. */
export interface DatabaseServer {
  /** The folder that holds its files. */
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Runs statements in one of its databases. @returns What it answers: a line a row, fields apart by tabs. */
  readonly query: (database: string, statements: string) => string;
}

/** Where all servers listen. */
export const ADDRESS = "127.0.0.1";
const START_TIMEOUT_MS = 120_000;

/** Whom a server runs as: some refuse to run as root. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** The ids of a user if we are root, else ours. */
export function userNamed(name: string): ServerUser {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ["-u", "-g"].map((flag) => Number(execFileSync("id", [flag, name], { encoding: "utf8" })));
  return uid === undefined || gid === undefined ? {} : { uid, gid };
}

/** Runs a program to its end. @throws {Error} With what it said, if it fails. */
export function runTool(
  words: readonly string[],
  {
    env = {},
    input = "",
    user = {},
  }: { readonly env?: object; readonly input?: string; readonly user?: ServerUser } = {},
): string {
  const [program = "", ...rest] = words;
  const options = { encoding: "utf8", env: { ...process.env, ...env }, input, cwd: "/", ...user } as const;
  const { status, stdout, stderr, error } = spawnSync(program, rest, options);
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? ""}${stderr}`);
  return stdout;
}

/**
 * Starts a server, answering when this resolves. After the test it is ended, and its folder removed.
 *
 * @param isReady Asks it something; throws as long as it does not answer.
 */
export async function startServer(
  t: Pick<TestContext, "after">,
  folder: string,
  words: readonly string[],
  user: ServerUser,
  isReady: () => void,
): Promise<void> {
  const [program = "", ...rest] = words;
  const child = spawn(program, rest, { stdio: ["ignore", "ignore", "pipe"], cwd: "/", ...user });
  t.after(async () => {
    await endServer(child);
    rmSync(folder, { recursive: true, force: true });
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      isReady();
      return;
    } catch (error) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${program}: ${said}`, { cause: error });
    }
    await sleep(50);
  }
}

/** Ends a server at once: its data are gone with the test anyway. */
async function endServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGQUIT");
  setTimeout(() => child.kill("SIGKILL"), 2000).unref();
  await ended;
}

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject).listen(0, ADDRESS, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
