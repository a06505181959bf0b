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
    const connection = await dumpConnection(database, context);
    const { name, format, mongodump_command = "mongodump" } = database;
    const isFolder = format === "directory";
    const call = (path: string): ToolCall =>
      withPassword(connection, [
        ...words(mongodump_command),
        ...(isFolder ? ["--out", path] : []),
        ...serverWords(connection, database),
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
    const connection = await restoreConnection(database, target, context);
    await load(
      withPassword(connection, [
        ...words(database.mongorestore_command ?? "mongorestore"),
        ...(folder === undefined ? ["--archive"] : ["--dir", folder]),
        ...flag("--drop", name !== "all"),
        ...serverWords(connection, database),
        ...words(database.restore_options),
        ...schemas.flatMap((schema) => ["--nsInclude", schema]),
      ]),
    );
  },
};

function serverWords(
  { hostname, port, username, password }: Connection,
  { authentication_database }: MongodbDatabase,
): readonly string[] {
  return [
    ...option("--host", hostname),
    ...option("--port", port),
    ...option("--username", username),
    ...(password === undefined ? [] : ["--config", SECRET_PATH]),
    ...option("--authenticationDatabase", authentication_database),
  ];
}

/** The password goes in a file of YAML, where most texts may stand as they are. */
function withPassword({ password }: Connection, callWords: readonly string[]): ToolCall {
  if (password === undefined) return { words: callWords };
  const isPlain = /^[a-z]\w*$/i.test(password) && !/^(?:true|false|yes|no|on|off|null)$/i.test(password);
  return { words: callWords, secret: `password: ${isPlain ? password : JSON.stringify(password)}\n` };
}
