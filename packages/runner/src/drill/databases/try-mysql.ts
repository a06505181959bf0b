import { join } from "node:path";
import { type AskDatabase, countMysqlRows, MYSQL_COUNT_WORDS, type RowCounts, runTool } from "../../hooks/index.ts";
import { runCommand } from "../../system/index.ts";
import { readEdge } from "./dump-file.ts";
import { runLoader } from "./run-loader.ts";
import { folderOf, makeServer, makeServerFolder, serverUser, whileServing } from "./server.ts";
import { type DumpTrial, TrialFailed } from "./trial.ts";

/** What begins and ends a dump, unless comments are switched off. */
const BEGIN = /-- (?:MariaDB|MySQL) dump/;
const END = /-- Dump completed/;
const EDGE_LENGTH = 4096;
const MISSING_TABLE = /^ERROR 1146 .* Table '.*' doesn't exist/;
/** Databases that the server makes itself. */
const SYSTEM_DATABASES: readonly string[] = ["information_schema", "mysql", "performance_schema", "sys"];

/** Loads a dump of `mariadb-dump` or `mysqldump` into a MariaDB. */
export async function tryMysql(trial: DumpTrial): Promise<RowCounts> {
  const { context, folder, sockets, path } = trial;
  const bin = folderOf("mariadbd", "mariadb-server", context);
  const user = await serverUser("mysql", context);
  await assertComplete(path);
  const data = await makeServerFolder(join(folder, "data"), user);
  const socket = join(await makeServerFolder(join(sockets, "mariadb"), user), "socket");
  const install = ["mariadb-install-db", "--no-defaults", `--datadir=${data}`, "--skip-test-db", "--skip-name-resolve"];
  const access = ["--auth-root-authentication-method=normal"];
  // ours may be a folder that this user cannot write to
  const temporary = await makeServerFolder(join(folder, "tmp"), user);
  await makeServer([...user.words, ...install, ...access], trial, { TMPDIR: temporary });
  const place = [`--datadir=${data}`, `--socket=${socket}`, `--pid-file=${join(data, "pid")}`, `--tmpdir=${temporary}`];
  const settings = ["--skip-networking", "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0"];
  const words = [...user.words, join(bin, "mariadbd"), "--no-defaults", ...place, ...settings];
  const client = ["mariadb", "--no-defaults", `--socket=${socket}`, "--user=root"];
  const isReady = async (): Promise<boolean> =>
    (await runCommand([...client, "--execute", "SELECT 1"], context.system)).code === 0;
  return await whileServing(words, trial, isReady, async () => {
    await load([...client, "--default-character-set=utf8mb4", "--batch", "--force"], trial);
    return await count(client, trial);
  });
}

/** @throws {TrialFailed} If the dump has a beginning but no end. */
async function assertComplete(path: string): Promise<void> {
  if (!BEGIN.test(await readEdge(path, "begin", EDGE_LENGTH))) return;
  if (END.test(await readEdge(path, "end", EDGE_LENGTH))) return;
  throw new TrialFailed("it is truncated: the end of the dump is missing");
}

/** A view may need tables of another database, which another dump holds; single databases are dumped one by one. */
async function load(words: readonly string[], { name, path, context }: DumpTrial): Promise<void> {
  const isForgiven = (line: string): boolean =>
    name !== "all" && MISSING_TABLE.test(line) && !line.includes(`Table '${name}.`);
  await runLoader({ words, input: path, isError: (line) => line.startsWith("ERROR "), isForgiven }, context);
}

async function count(client: readonly string[], { context }: DumpTrial): Promise<RowCounts> {
  const ask: AskDatabase = async (input) =>
    await runTool("Counting rows", { words: [...client, ...MYSQL_COUNT_WORDS] }, context, { capture: true, input });
  const names = (await ask("SHOW DATABASES;\n")).split("\n").filter((name) => name !== "");
  return await countMysqlRows(
    ask,
    names.filter((name) => !SYSTEM_DATABASES.includes(name)),
  );
}
