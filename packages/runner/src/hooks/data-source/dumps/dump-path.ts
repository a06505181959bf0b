import { DataSourceFailed } from "../data-source-failed.ts";
import type { DumpRecord } from "./dump-record.ts";

/** Options that list databases, each the name of the folder that its dumps lie in. */
export const DATABASE_HOOK_NAMES = [
  "influxdb_databases",
  "mariadb_databases",
  "mongodb_databases",
  "mysql_databases",
  "openldap_databases",
  "postgresql_databases",
  "sqlite_databases",
] as const;

export type DatabaseHookName = (typeof DATABASE_HOOK_NAMES)[number];

/** File beside the dumps that tells of them. */
export const RECORDS_FILE = "dumps.json";

/**
 * Where a dump lies below the folder of all dumps: `postgresql_databases/HOST:PORT/NAME`. A label, or else a container, stands for the host;
 * without any of them it is `localhost`.
 *
 * @throws {DataSourceFailed} If a part of it would lead elsewhere.
 */
export function dumpPath(dump: DumpRecord): string {
  const parts = [dump.hook_name, folderName(dump), dump.data_source_name];
  const wrong = parts.find((part) => part === "" || part === "." || part === ".." || /[/\0]/.test(part));
  if (wrong !== undefined) throw new DataSourceFailed(`Invalid data source name ${wrong}`);
  return parts.join("/");
}

function folderName({ hostname, port, label, container }: DumpRecord): string {
  if (label) return label;
  return `${container || hostname || "localhost"}${port === null ? "" : `:${port}`}`;
}
