import type { Env } from "../../../system/index.ts";
import type { PostgresqlDatabase } from "../configuration.ts";
import { DataSourceFailed } from "../data-source-failed.ts";
import type { DataSourceContext } from "../data-source-hook.ts";
import { runTool } from "../tool/run-tool.ts";
import { type Connection, dumpConnection, restoreConnection } from "./connection.ts";
import { type AskDatabase, countPostgresqlRows, PSQL_COUNT_WORDS, type RowCounts } from "./count-rows.ts";
import { firstFields } from "./csv.ts";
import type { DatabaseKind, PlannedDump, RestoreJob } from "./database-kind.ts";
import { chooseNames, namesMany } from "./database-names.ts";
import { flag, option, words } from "./words.ts";

/** Databases that every server has, and nobody wants back. */
const TEMPLATES: readonly string[] = ["template0", "template1"];

/** Options by which a dump leaves something out. */
const PARTIAL = /(?:^|\s)(?:-[tTnNsa]|--(?:table|exclude|schema|data-only|section|filter))/;

export const postgresql: DatabaseKind<PostgresqlDatabase> = {
  hookName: "postgresql_databases",
  title: "PostgreSQL",
  defaultPort: 5432,

  async planDumps(database: PostgresqlDatabase, context: DataSourceContext): Promise<readonly PlannedDump[]> {
    const connection = await dumpConnection(database, context);
    const names = await databaseNames(database, connection, context);
    return names.map((name) => planDump(name, database, connection));
  },

  async countRows(
    { name }: PlannedDump,
    database: PostgresqlDatabase,
    context: DataSourceContext,
  ): Promise<RowCounts | undefined> {
    if (PARTIAL.test(database.options ?? "")) return undefined;
    const connection = await dumpConnection(database, context);
    const ask: AskDatabase = async (input, dbname = "postgres") => {
      const place = [...serverWords(connection), "--dbname", connectionName(dbname)];
      const call = {
        words: [...words(database.psql_command ?? "psql"), ...PSQL_COUNT_WORDS, ...place],
        env: environment(database, connection),
      };
      return await runTool(`Counting rows of PostgreSQL database ${dbname}`, call, context, { capture: true, input });
    };
    return await countPostgresqlRows(ask, name === "all" ? undefined : [name]);
  },

  async restore(job: RestoreJob<PostgresqlDatabase>): Promise<void> {
    const { name, database, schemas } = job;
    const connection = await restoreConnection(database, job.target, job.context);
    const env = environment(database, connection);
    const psql = words(database.psql_command ?? "psql");
    const usePsql = name === "all" || database.format === "plain";
    if (usePsql && schemas.length > 0) {
      throw new DataSourceFailed(`Cannot restore single schemas of ${name}: its dump is plain SQL`);
    }
    const program = usePsql
      ? [...psql, "--no-password", "--no-psqlrc"]
      : [
          ...words(database.pg_restore_command ?? "pg_restore"),
          "--no-password",
          "--if-exists",
          "--exit-on-error",
          "--clean",
        ];
    // the script of a whole server chooses its databases itself, and begins in one that every server has
    const dbname = ["--dbname", name === "all" ? "postgres" : connectionName(name)];
    await job.load({
      words: [
        ...program,
        ...dbname,
        ...serverWords(connection),
        ...flag("--no-owner", !usePsql && database.no_owner),
        ...words(database.restore_options),
        ...schemas.flatMap((schema) => ["--schema", schema]),
        ...(job.folder === undefined ? [] : [job.folder]),
      ],
      env,
    });
    const analyze = [...words(database.analyze_options), "--command", "ANALYZE"];
    const quiet = ["--no-password", "--no-psqlrc", "--quiet"];
    await job.run({ words: [...psql, ...quiet, ...serverWords(connection), ...dbname, ...analyze], env });
  },
};

function planDump(name: string, database: PostgresqlDatabase, connection: Connection): PlannedDump {
  const isAll = name === "all";
  const format = database.format ?? (isAll ? undefined : "custom");
  const program = words(database.pg_dump_command ?? (isAll ? "pg_dumpall" : "pg_dump"));
  return {
    name,
    comesOut: format === "directory" ? "in folder" : "at stdout",
    call: (path) => ({
      words: [
        ...program,
        "--no-password",
        "--clean",
        "--if-exists",
        ...serverWords(connection),
        ...flag("--no-owner", database.no_owner),
        ...option("--format", format),
        ...option("--compress", database.compression),
        ...(format === "directory" ? ["--file", path] : []),
        ...words(database.options),
        ...(isAll ? [] : [connectionName(name)]),
      ],
      env: environment(database, connection),
    }),
  };
}

/** "all" stays one dump of the whole server unless a format is chosen, which pg_dumpall does not know. */
async function databaseNames(
  database: PostgresqlDatabase,
  connection: Connection,
  context: DataSourceContext,
): Promise<readonly string[]> {
  if (!namesMany(database) || (database.name === "all" && database.format === undefined)) return [database.name];
  const list = ["--list", "--no-password", "--no-psqlrc", "--csv", "--tuples-only"];
  const call = {
    words: [
      ...words(database.psql_command ?? "psql"),
      ...list,
      ...serverWords(connection),
      ...words(database.list_options),
    ],
    env: environment(database, connection),
  };
  const table = await runTool("Listing PostgreSQL databases", call, context, { capture: true });
  const existing = firstFields(table).filter((name) => !TEMPLATES.includes(name));
  return chooseNames(database, existing);
}

function serverWords({ hostname, port, username }: Connection): readonly string[] {
  return [...option("--host", hostname), ...option("--port", port), ...option("--username", username)];
}

/** A name with an equals sign would be read as a list of connection parameters, of another server even. */
function connectionName(name: string): string {
  return name.includes("=") ? `dbname='${name.replaceAll(/[\\']/g, "\\$&")}'` : name;
}

function environment(database: PostgresqlDatabase, { password }: Connection): Env {
  const chosen = {
    PGPASSWORD: password,
    PGSSLMODE: database.ssl_mode,
    PGSSLCERT: database.ssl_cert,
    PGSSLKEY: database.ssl_key,
    PGSSLROOTCERT: database.ssl_root_cert,
    PGSSLCRL: database.ssl_crl,
  };
  return Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined));
}
