import type { MariadbDatabase } from "../configuration.ts";
import type { DatabaseKind } from "./database-kind.ts";
import { mysqlFamily } from "./mysql-family.ts";

export const mariadb: DatabaseKind<MariadbDatabase> = mysqlFamily({
  hookName: "mariadb_databases",
  title: "MariaDB",
  dumpCommand: ({ mariadb_dump_command = "mariadb-dump" }) => mariadb_dump_command,
  clientCommand: ({ mariadb_command = "mariadb" }) => mariadb_command,
});
