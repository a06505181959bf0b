import type { Env } from "../../../system/index.ts";
import type { MariadbDatabase, MysqlDatabase } from "../configuration.ts";
import type { DataSourceContext } from "../data-source-hook.ts";
import type { DatabaseHookName } from "../dumps/dump-path.ts";
import { runTool } from "../tool/run-tool.ts";
import { SECRET_PATH } from "../tool/supervisor.ts";
import type { ToolCall } from "../tool/tool-call.ts";
import { type Connection, dumpConnection, restoreConnection } from "./connection.ts";
import type { DatabaseKind, PlannedDump, RestoreJob } from "./database-kind.ts";
import { type AskDatabase, countMysqlRows, MYSQL_COUNT_WORDS, type RowCounts } from "./count-rows.ts";
import { chooseNames, namesMany } from "./database-names.ts";
import { flag, option, words } from "./words.ts";

type Database = Omit<MysqlDatabase & MariadbDatabase, "format"> & Pick<MysqlDatabase, "format">;

/** In what MariaDB and MySQL differ. */
export interface MysqlFamilyMember {
  readonly hookName: DatabaseHookName;
  readonly title: string;
  dumpCommand(database: Database): string;
  clientCommand(database: Database): string;
}

/** Options by which a dump leaves something out. */
const PARTIAL = /(?:^|\s)(?:-[dw]|--(?:ignore|no-data|where|tables))/;

/** Databases that the server makes itself. */
const SYSTEM_DATABASES: readonly string[] = ["information_schema", "mysql", "performance_schema", "sys"];

/** How a client reaches its server and proves who it is. */
interface Access {
  readonly connection: Connection;
  readonly socketPath: string | undefined;
  readonly tls: boolean | undefined;
  readonly transport: "pipe" | "environment";
}

/** The hook of a database whose tools are those of MySQL. */
export function mysqlFamily(member: MysqlFamilyMember): DatabaseKind<Database> {
  return {
    hookName: member.hookName,
    title: member.title,
    defaultPort: 3306,

    async planDumps(database: Database, context: DataSourceContext): Promise<readonly PlannedDump[]> {
      const access = dumpAccess(database, await dumpConnection(database, context));
      const names = await databaseNames(member, database, access, context);
      if (names.length === 0) return [];
      const isEach = database.name.includes("*") || (database.name === "all" && database.format !== undefined);
      if (isEach) return names.map((name) => planDump(member, name, [name], database, access));
      return [planDump(member, database.name, names, database, access)];
    },

    async countRows(
      planned: PlannedDump,
      database: Database,
      context: DataSourceContext,
    ): Promise<RowCounts | undefined> {
      if (PARTIAL.test(database.options ?? "")) return undefined;
      const access = dumpAccess(database, await dumpConnection(database, context));
      const ask: AskDatabase = async (input) => {
        const rest = [...serverWords(access), ...MYSQL_COUNT_WORDS];
        const call = clientCall(words(member.clientCommand(database)), access, database.list_options, rest);
        return await runTool(`Counting rows of ${planned.name}`, call, context, { capture: true, input });
      };
      return await countMysqlRows(ask, planned.databases ?? [planned.name]);
    },

    async restore({ database, target, context, load }: RestoreJob<Database>): Promise<void> {
      const access: Access = {
        ...dumpAccess(database, await restoreConnection(database, target, context)),
        socketPath: database.restore_socket_path ?? database.socket_path,
        tls: database.restore_tls ?? database.tls,
      };
      const client = words(member.clientCommand(database));
      await load(clientCall(client, access, database.restore_options, ["--batch", ...serverWords(access)]));
    },
  };
}

function dumpAccess(database: Database, connection: Connection): Access {
  const { socket_path, tls, password_transport = "pipe" } = database;
  return { connection, socketPath: socket_path, tls, transport: password_transport };
}

function planDump(
  member: MysqlFamilyMember,
  name: string,
  names: readonly string[],
  database: Database,
  access: Access,
): PlannedDump {
  const { add_drop_database = true, events = true, routines = true, tablespaces = true } = database;
  return {
    name,
    databases: names,
    comesOut: "in pipe",
    call: (path) =>
      clientCall(words(member.dumpCommand(database)), access, database.options, [
        ...flag("--add-drop-database", add_drop_database),
        "--single-transaction",
        ...serverWords(access),
        ...flag("--events", events),
        ...flag("--routines", routines),
        ...flag("--all-tablespaces", tablespaces),
        "--databases",
        ...names,
        "--result-file",
        path,
      ]),
  };
}

async function databaseNames(
  member: MysqlFamilyMember,
  database: Database,
  access: Access,
  context: DataSourceContext,
): Promise<readonly string[]> {
  const { name, skip_names = [], list_options } = database;
  if (!namesMany(database)) {
    if (skip_names.length > 0) {
      context.log.warning(`${member.title} database ${name}: skip_names means nothing for a single database`);
    }
    return [name];
  }
  // names in UTF-8 also where no locale says so, as under cron
  const query = ["--default-character-set=utf8mb4", "--skip-column-names", "--batch", "--execute", "show schemas"];
  const client = words(member.clientCommand(database));
  const call = clientCall(client, access, list_options, [...serverWords(access), ...query]);
  const output = await runTool(`Listing ${member.title} databases`, call, context, { capture: true });
  const existing = output.split("\n").filter((line) => line !== "" && !SYSTEM_DATABASES.includes(line));
  return chooseNames(database, existing).filter((existingName) => !skip_names.includes(existingName));
}

function serverWords({ connection, socketPath, tls, transport }: Access): readonly string[] {
  const { hostname, port, username } = connection;
  return [
    ...option("--host", hostname),
    ...option("--port", port),
    ...(hostname || port !== undefined ? ["--protocol", "tcp"] : []),
    ...option("--socket", socketPath),
    ...(transport === "environment" ? option("--user", username) : []),
    ...flag("--ssl", tls),
    ...flag("--skip-ssl", tls === false),
  ];
}

/** A call with the user's own options and the account, which the program must find before any other option. */
function clientCall(
  program: readonly string[],
  { connection, transport }: Access,
  ownOptions: string | undefined,
  rest: readonly string[],
): ToolCall {
  const own = words(ownOptions);
  const ownFile = own[0]?.startsWith(OWN_FILE) === true ? own[0].slice(OWN_FILE.length) : undefined;
  const others = ownFile === undefined ? own : own.slice(1);
  const { username, password } = connection;
  if (transport === "environment" || (username === undefined && password === undefined)) {
    const env: Env = transport === "environment" && password !== undefined ? { MYSQL_PWD: password } : {};
    return { words: [...program, ...own, ...rest], env };
  }
  const file = `${OWN_FILE}${SECRET_PATH}`;
  return { words: [...program, file, ...others, ...rest], secret: accountFile(connection, ownFile) };
}

const OWN_FILE = "--defaults-extra-file=";

/** A file of options with the account; it includes the user's own one, since a program takes only one. */
function accountFile({ username, password }: Connection, ownFile: string | undefined): string {
  return [
    ...(ownFile === undefined ? [] : [`!include ${ownFile}`]),
    "[client]",
    ...(username === undefined ? [] : [`user=${username}`]),
    ...(password === undefined ? [] : [`password="${password.replaceAll(/[\\"]/g, "\\$&")}"`]),
    "",
  ].join("\n");
}
