import { join } from "node:path";
import { type AskDatabase, countPostgresqlRows, PSQL_COUNT_WORDS, type RowCounts, runTool } from "../../hooks/index.ts";
import { runCommand } from "../../system/index.ts";
import { readEdge } from "./dump-file.ts";
import { runLoader } from "./run-loader.ts";
import { folderOf, makeServer, makeServerFolder, serverUser, whileServing } from "./server.ts";
import { type DumpTrial, TrialFailed } from "./trial.ts";

/** The administrator of the server, and a database to begin in; named so that no dump drops or makes it. */
const ADMINISTRATOR = "coffermatic_drill";
/** What ends a dump in SQL. */
const END = /-- PostgreSQL database (?:cluster )?dump complete/;
/** Bytes at the end of a dump that hold it. */
const END_LENGTH = 4096;
/** How psql and pg_restore tell an error; what they quote of a dump begins otherwise. */
const ERROR = /^(?:psql:|pg_restore: ).*(?:ERROR|FATAL|error): /;
/** Owners are of no account here, and single databases are dumped without them; policies name them all the same. */
const MISSING_ROLE = /role "[^"]*" does not exist/;

/** Loads a dump of `pg_dump`, in any of its formats, or of `pg_dumpall`. */
export async function tryPostgresql(trial: DumpTrial): Promise<RowCounts> {
  const { context, folder, sockets } = trial;
  const bin = folderOf("initdb", "postgresql", context);
  const isScript = !trial.isFolder && !(await isArchive(trial.path));
  if (isScript && !END.test(await readEdge(trial.path, "end", END_LENGTH))) {
    throw new TrialFailed("it is truncated: the end of the dump is missing");
  }
  const user = await serverUser("postgres", context);
  const data = await makeServerFolder(join(folder, "data"), user);
  const socket = await makeServerFolder(join(sockets, "postgresql"), user);
  const access = ["--username", ADMINISTRATOR, "--auth", "trust"];
  const init = [...user.words, join(bin, "initdb"), "--pgdata", data, ...access];
  await makeServer([...init, "--encoding", "UTF8", "--locale", "C", "--no-sync"], trial);
  const settings = [`unix_socket_directories=${socket}`, "listen_addresses=", "fsync=off", "full_page_writes=off"];
  const words = [...user.words, join(bin, "postgres"), "-D", data, ...settings.flatMap((setting) => ["-c", setting])];
  const server = new TrialServer(trial, bin, socket);
  return await whileServing(
    words,
    trial,
    () => server.isReady(),
    async () => {
      await server.load(isScript);
      return await server.count();
    },
  );
}

class TrialServer {
  readonly #trial: DumpTrial;
  readonly #bin: string;
  readonly #server: readonly string[];

  constructor(trial: DumpTrial, bin: string, socket: string) {
    this.#trial = trial;
    this.#bin = bin;
    this.#server = ["--host", socket, "--username", ADMINISTRATOR];
  }

  async isReady(): Promise<boolean> {
    const words = [...this.#psql("postgres"), "--command", "SELECT 1"];
    return (await runCommand(words, this.#trial.context.system)).code === 0;
  }

  async load(isScript: boolean): Promise<void> {
    const { name, path, context } = this.#trial;
    await this.#run([...this.#psql("postgres"), "--command", `CREATE DATABASE ${ADMINISTRATOR}`]);
    const database = name === "all" ? ADMINISTRATOR : name;
    if (name !== "all" && name !== "postgres") {
      const quoted = `"${name.replaceAll('"', '""')}"`;
      await this.#run([...this.#psql(ADMINISTRATOR), "--command", `CREATE DATABASE ${quoted} TEMPLATE template0`]);
    }
    const restore = ["--no-password", "--no-owner", "--no-privileges", ...this.#server];
    const words = isScript
      ? [...this.#psql(database), "--output", "/dev/null", "--file", path]
      : [join(this.#bin, "pg_restore"), ...restore, "--dbname", connectionName(database), path];
    await runLoader(
      { words, isError: (line) => ERROR.test(line), isForgiven: (line) => MISSING_ROLE.test(line) },
      context,
    );
  }

  async count(): Promise<RowCounts> {
    const { name, context } = this.#trial;
    const ask: AskDatabase = async (input, database = ADMINISTRATOR) => {
      const words = [...this.#psql(database), ...PSQL_COUNT_WORDS];
      return await runTool("Counting rows", { words }, context, { capture: true, input });
    };
    return await countPostgresqlRows(ask, name === "all" ? undefined : [name]);
  }

  #psql(database: string): readonly string[] {
    const program = [join(this.#bin, "psql"), "--no-password", "--no-psqlrc", "--quiet"];
    return [...program, ...this.#server, "--dbname", connectionName(database)];
  }

  async #run(words: readonly string[]): Promise<void> {
    await runTool("Loading", { words, env: { LC_ALL: "C" } }, this.#trial.context);
  }
}

/** A name with an equals sign would be read as a list of connection parameters. */
function connectionName(name: string): string {
  return name.includes("=") ? `dbname='${name.replaceAll(/[\\']/g, "\\$&")}'` : name;
}

/** Whether a dump is for `pg_restore`: of the format custom or tar. */
async function isArchive(path: string): Promise<boolean> {
  const head = await readEdge(path, "begin", 512);
  return head.startsWith("PGDMP") || head.slice(257, 262) === "ustar";
}
