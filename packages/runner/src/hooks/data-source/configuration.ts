import type { Configuration } from "../../config/index.ts";

/** The part of a configuration that data sources and credentials read. */
export type DataSourceConfiguration = Pick<
  Configuration,
  | "working_directory"
  | "borgmatic_source_directory"
  | "user_runtime_directory"
  | "bootstrap"
  | "postgresql_databases"
  | "mariadb_databases"
  | "mysql_databases"
  | "mongodb_databases"
  | "sqlite_databases"
  | "zfs"
  | "btrfs"
  | "lvm"
  | "systemd"
  | "container"
  | "keepassxc"
>;
