import type { MysqlDatabase } from "../configuration.ts";
import type { DatabaseKind } from "./database-kind.ts";
import { mysqlFamily } from "./mysql-family.ts";

export const mysql: DatabaseKind<MysqlDatabase> = mysqlFamily({
  hookName: "mysql_databases",
  title: "MySQL",
  dumpCommand: ({ mysql_dump_command = "mysqldump" }) => mysql_dump_command,
  clientCommand: ({ mysql_command = "mysql" }) => mysql_command,
});
