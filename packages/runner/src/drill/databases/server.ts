import { existsSync, readdirSync } from "node:fs";
import { chown, mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { type DataSourceContext, DataSourceFailed, runTool, startTool } from "../../hooks/index.ts";
import { type Env, runCommand } from "../../system/index.ts";
import { type DumpTrial, NoServer, ServerFailed } from "./trial.ts";

/** Where Debian keeps the versions of PostgreSQL. */
const POSTGRESQL_VERSIONS = "/usr/lib/postgresql";
/** How long a server may take until it answers. */
const START_TIMEOUT_MS = 120_000;
const POLL_MS = 25;

/** Whom a server runs as. */
export interface ServerUser {
  /** To stand before its own words. */
  readonly words: readonly string[];
  /** Whom its folders must belong to; undefined: whoever runs this. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}

/** Who a server can run as: another user if this is root, which servers refuse to be. */
export async function serverUser(name: string, { system }: DataSourceContext): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return { words: [], owner: undefined };
  for (const user of [name, "nobody"]) {
    const ids = await Promise.all(["-u", "-g"].map(async (flag) => await runCommand(["id", flag, user], system)));
    if (ids.some(({ code }) => code !== 0)) continue;
    const [uid = 0, gid = 0] = ids.map(({ stdout }) => Number(stdout));
    return { words: ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--"], owner: { uid, gid } };
  }
  throw new NoServer("there is no user that a server could run as");
}

/** Makes a folder that only a server's user may look into. */
export async function makeServerFolder(path: string, { owner }: ServerUser): Promise<string> {
  await mkdir(path, { mode: 0o700 });
  if (owner !== undefined) await chown(path, owner.uid, owner.gid);
  return path;
}

/** The folder of a program. @throws {NoServer} If it is not on this machine. */
export function folderOf(program: string, packageName: string, { system }: DataSourceContext): string {
  const versions = existsSync(POSTGRESQL_VERSIONS) ? readdirSync(POSTGRESQL_VERSIONS) : [];
  const newestFirst = versions.toSorted((one, other) => Number(other) - Number(one));
  const folders = [
    ...newestFirst.map((version) => join(POSTGRESQL_VERSIONS, version, "bin")),
    ...(system.env["PATH"] ?? "").split(delimiter),
    ...["/usr/sbin", "/usr/local/sbin"],
  ];
  const found = folders.find((folder) => folder.startsWith("/") && existsSync(join(folder, program)));
  if (found === undefined) throw new NoServer(`there is no ${program} here: install ${packageName}`);
  return found;
}

/** Runs what makes the files of a new server. @throws {ServerFailed} */
export async function makeServer(words: readonly string[], { context }: DumpTrial, env: Env = {}): Promise<void> {
  try {
    await runTool("Making a server", { words, env }, context);
  } catch (error) {
    if (!(error instanceof DataSourceFailed)) throw error;
    throw new ServerFailed(error.message, { cause: error });
  }
}

/**
 * Does work while a server runs. It ends with this process, however that ends.
 *
 * @param isReady Asks it something.
 * @throws {ServerFailed} If it does not answer.
 */
export async function whileServing<Result>(
  words: readonly string[],
  { context }: DumpTrial,
  isReady: () => Promise<boolean>,
  work: () => Promise<Result>,
): Promise<Result> {
  const server = startTool({ words }, context);
  server.stdin.end();
  let isOver = false;
  void server.ended.then(() => {
    isOver = true;
  });
  try {
    const deadlineMs = performance.now() + START_TIMEOUT_MS;
    while (!(await isReady())) {
      context.signal.throwIfAborted();
      if (isOver || performance.now() > deadlineMs) {
        const { lastLines } = isOver ? await server.ended : { lastLines: ["it does not answer"] };
        throw new ServerFailed(`the server cannot be started: ${lastLines.slice(-3).join(" / ")}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return await work();
  } finally {
    server.stop();
    await server.ended;
  }
}
