import { mkdtemp, writeFile } from "node:fs/promises";
import { join, normalize } from "node:path";
import type { MongodbDatabase } from "../configuration.ts";
import type { DataSourceContext } from "../data-source-hook.ts";
import { SECRET_PATH } from "../tool/supervisor.ts";
import type { ToolCall } from "../tool/tool-call.ts";
import { type Connection, dumpConnection, restoreConnection } from "./connection.ts";
import type { DatabaseKind, PlannedDump, RestoreJob } from "./database-kind.ts";
import { flag, option, words } from "./words.ts";

export const mongodb: DatabaseKind<MongodbDatabase> = {
  hookName: "mongodb_databases",
  title: "MongoDB",
  defaultPort: 27_017,

  async planDumps(database: MongodbDatabase, context: DataSourceContext): Promise<readonly PlannedDump[]> {
    const account = await accountOf(await dumpConnection(database, context), database, context);
    const { name, format, mongodump_command = "mongodump" } = database;
    const isFolder = format === "directory";
    const call = (path: string): ToolCall =>
      toolCall(account, [
        ...words(mongodump_command),
        ...(isFolder ? ["--out", path] : []),
        ...serverWords(account, database),
        ...(name === "all" ? [] : ["--db", name]),
        ...words(database.options),
        ...flag("--archive", !isFolder),
      ]);
    return [{ name, comesOut: isFolder ? "in folder" : "at stdout", call }];
  },

  async restore({
    name,
    database,
    target,
    schemas,
    folder,
    context,
    load,
  }: RestoreJob<MongodbDatabase>): Promise<void> {
    const account = await accountOf(await restoreConnection(database, target, context), database, context);
    await load(
      toolCall(account, [
        ...words(database.mongorestore_command ?? "mongorestore"),
        ...(folder === undefined ? ["--archive"] : ["--dir", folder]),
        ...flag("--drop", name !== "all"),
        ...serverWords(account, database),
        ...words(database.restore_options),
        ...schemas.flatMap((schema) => ["--nsInclude", schema]),
      ]),
    );
  },
};

/** A connection, and how the tools get its password. */
interface Account extends Connection {
  /** The file of YAML that holds the password. */
  readonly passwordPath?: string;
  /** What is in that file, unless it has been written. */
  readonly secret?: string;
}

async function accountOf(
  connection: Connection,
  { password_transport }: MongodbDatabase,
  context: DataSourceContext,
): Promise<Account> {
  const { password } = connection;
  if (password === undefined) return connection;
  const text = passwordFile(password);
  if (password_transport !== "file") return { ...connection, passwordPath: SECRET_PATH, secret: text };
  return { ...connection, passwordPath: await writePasswordFile(text, context) };
}

/** Most texts may stand in YAML as they are. */
function passwordFile(password: string): string {
  const isPlain = /^[a-z]\w*$/i.test(password) && !/^(?:true|false|yes|no|on|off|null)$/i.test(password);
  return `password: ${isPlain ? password : JSON.stringify(password)}\n`;
}

/** In the folder of the run, beside what the archive is made from: it goes with the folder. */
async function writePasswordFile(text: string, { runtimeDirectory }: DataSourceContext): Promise<string> {
  const path = join(await mkdtemp(join(normalize(runtimeDirectory), "mongodb-")), "password.yaml");
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

function serverWords(
  { hostname, port, username, passwordPath }: Account,
  { authentication_database }: MongodbDatabase,
): readonly string[] {
  return [
    ...option("--host", hostname),
    ...option("--port", port),
    ...option("--username", username),
    ...option("--config", passwordPath),
    ...option("--authenticationDatabase", authentication_database),
  ];
}

function toolCall({ secret }: Account, callWords: readonly string[]): ToolCall {
  return secret === undefined ? { words: callWords } : { words: callWords, secret };
}
