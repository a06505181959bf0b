import type { InfluxdbDatabase } from "../configuration.ts";
import type { DataSourceContext } from "../data-source-hook.ts";
import type { ToolCall } from "../tool/tool-call.ts";
import { type Connection, dumpConnection, restoreConnection } from "./connection.ts";
import type { DatabaseKind, PlannedDump, RestoreJob } from "./database-kind.ts";
import { flag, option, words } from "./words.ts";

const DEFAULT_PORT = 8086;

/** Buckets of InfluxDB 2. Its tool writes a folder of files: a dump cannot stream. */
export const influxdb: DatabaseKind<InfluxdbDatabase> = {
  hookName: "influxdb_databases",
  title: "InfluxDB",
  defaultPort: DEFAULT_PORT,

  async planDumps(database: InfluxdbDatabase, context: DataSourceContext): Promise<readonly PlannedDump[]> {
    const connection = await dumpConnection(database, context);
    const call = (path: string): ToolCall =>
      influx(database, connection, [
        "backup",
        ...flag("--skip-verify", database.verify_tls === false),
        ...option("--host", address(connection, database)),
        ...option("--configs-path", database.configurations_path),
        ...option("--active-config", database.active_configuration),
        ...contents(database),
        ...option("--compression", database.compression),
        path,
      ]);
    return [{ name: database.name, comesOut: "in folder", call }];
  },

  async restore({ database, target, folder = "", context, load }: RestoreJob<InfluxdbDatabase>): Promise<void> {
    const connection = await restoreConnection(database, target, context);
    await load(
      influx(database, connection, [
        "restore",
        ...option("--host", address(connection, database)),
        ...contents(database),
        ...option("--new-bucket", database.restore_bucket),
        ...option("--new-org", database.restore_organization),
        ...option("--configs-path", database.configurations_path),
        ...option("--active-config", database.active_configuration),
        ...flag("--skip-verify", database.verify_tls === false),
        ...flag("--full", database.full_replace),
        folder,
      ]),
    );
  },
};

/** The tool takes its token from the environment. */
function influx(
  { influx_command = "influx" }: InfluxdbDatabase,
  { password }: Connection,
  more: readonly string[],
): ToolCall {
  const call = { words: [...words(influx_command), ...more] };
  return password === undefined ? call : { ...call, env: { INFLUX_TOKEN: password } };
}

function address({ hostname = "localhost", port = DEFAULT_PORT }: Connection, { tls }: InfluxdbDatabase): string {
  return `${tls === false ? "http" : "https"}://${hostname}:${port}`;
}

/** Which organization and bucket are meant; an id wins over a name. */
function contents({ name, bucket_id, organization_id, organization_name }: InfluxdbDatabase): readonly string[] {
  return [
    ...(organization_id === undefined ? option("--org", organization_name) : option("--org-id", organization_id)),
    ...(bucket_id === undefined ? option("--bucket", name === "all" ? undefined : name) : ["--bucket-id", bucket_id]),
  ];
}
