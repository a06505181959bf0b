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
  | "influxdb_databases"
  | "openldap_databases"
  | "zfs"
  | "btrfs"
  | "lvm"
  | "systemd"
  | "container"
  | "keepassxc"
  | "onepassword"
>;

type ElementOf<List> = List extends readonly (infer Element)[] ? Element : never;

export type PostgresqlDatabase = ElementOf<Configuration["postgresql_databases"]>;
export type MariadbDatabase = ElementOf<Configuration["mariadb_databases"]>;
export type MysqlDatabase = ElementOf<Configuration["mysql_databases"]>;
export type MongodbDatabase = ElementOf<Configuration["mongodb_databases"]>;
export type SqliteDatabase = ElementOf<Configuration["sqlite_databases"]>;
export type InfluxdbDatabase = ElementOf<Configuration["influxdb_databases"]>;
export type OpenldapDatabase = ElementOf<Configuration["openldap_databases"]>;

/** What all databases that a server holds have in common. */
export type ServerDatabase = Pick<
  PostgresqlDatabase & MysqlDatabase & MongodbDatabase,
  | "name"
  | "label"
  | "container"
  | "restore_container"
  | "hostname"
  | "restore_hostname"
  | "port"
  | "restore_port"
  | "username"
  | "restore_username"
  | "password"
  | "restore_password"
>;

/** What all databases have in common. */
export type AnyDatabase = Pick<ServerDatabase, "name" | "label"> &
  Partial<Pick<ServerDatabase, "hostname" | "port" | "container">>;
