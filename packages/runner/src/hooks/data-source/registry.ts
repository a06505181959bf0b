import { btrfs } from "../snapshot/btrfs.ts";
import { lvm } from "../snapshot/lvm.ts";
import { zfs } from "../snapshot/zfs.ts";
import { bootstrap } from "./bootstrap.ts";
import type { DataSourceHook } from "./data-source-hook.ts";
import { databaseHook } from "./databases/database-hook.ts";
import { influxdb } from "./databases/influxdb.ts";
import { mariadb } from "./databases/mariadb.ts";
import { mongodb } from "./databases/mongodb.ts";
import { mysql } from "./databases/mysql.ts";
import { openldap } from "./databases/openldap.ts";
import { postgresql } from "./databases/postgresql.ts";
import { sqlite } from "./databases/sqlite.ts";

/** All data sources, in the order in which they run. */
export const DATA_SOURCE_HOOKS: readonly DataSourceHook[] = [
  bootstrap,
  btrfs,
  databaseHook(influxdb, ({ influxdb_databases }) => influxdb_databases),
  lvm,
  databaseHook(mariadb, ({ mariadb_databases }) => mariadb_databases),
  databaseHook(mongodb, ({ mongodb_databases }) => mongodb_databases),
  databaseHook(mysql, ({ mysql_databases }) => mysql_databases),
  databaseHook(openldap, ({ openldap_databases }) => openldap_databases),
  databaseHook(postgresql, ({ postgresql_databases }) => postgresql_databases),
  databaseHook(sqlite, ({ sqlite_databases }) => sqlite_databases),
  zfs,
];
