import { resolve } from "node:path";
import type { Configuration } from "../../config/index.ts";
import type { DatabaseKind, FoundDatabase } from "./found-database.ts";

/** How a kind is dumped, as it stands in a configuration; of others there are no dumps, or each has a path. */
export const DUMP_OPTIONS: Readonly<Partial<Record<DatabaseKind, string>>> = {
  postgresql: "postgresql_databases:\n    - name: all",
  mysql: "mariadb_databases:\n    - name: all",
  mongodb: "mongodb_databases:\n    - name: all",
};

/** A server of this machine, as the configuration of a dump names it. */
interface DumpedServer {
  readonly hostname?: string;
  readonly port?: number;
  readonly container?: string;
}

const OWN_HOSTS: ReadonlySet<string> = new Set(["", "localhost", "127.0.0.1", "::1"]);

/**
 * Whether a configuration dumps a database that was found. Which server has which folder is known by its port only, and only where a file
 * says it; else any dump of its kind counts that is made on this machine.
 *
 * @param workingDirectory Where paths of SQLite databases begin.
 */
export function isDumped(
  { kind, path, port }: Pick<FoundDatabase, "kind" | "path" | "port">,
  configuration: Configuration,
  workingDirectory: string,
): boolean {
  const {
    postgresql_databases = [],
    mariadb_databases = [],
    mysql_databases = [],
    mongodb_databases = [],
  } = configuration;
  switch (kind) {
    case "postgresql":
      return postgresql_databases.some((dump) => isOnThisMachine(dump) && isPort(dump, 5432, port));
    case "mysql":
      return [...mariadb_databases, ...mysql_databases].some(isOnThisMachine);
    case "mongodb":
      return mongodb_databases.some(isOnThisMachine);
    case "sqlite":
      return (configuration.sqlite_databases ?? []).some((dump) => resolve(workingDirectory, dump.path) === path);
    case "lmdb":
    case "redis":
      return false;
  }
}

function isOnThisMachine({ hostname = "", container }: DumpedServer): boolean {
  // a socket's folder is a host name, too
  return container !== undefined || OWN_HOSTS.has(hostname) || hostname.startsWith("/");
}

function isPort(dump: DumpedServer, usual: number, port: number | undefined): boolean {
  return dump.container !== undefined || port === undefined || (dump.port ?? usual) === port;
}
