import { ANY_DATABASE, MARIADB_OR_MYSQL, SERVER_DATABASE } from "./database-options.ts";
import { INFLUXDB } from "./influxdb.ts";
import { OPENLDAP } from "./openldap.ts";

const POSTGRESQL = {
  no_owner: { type: "boolean", default: "false", meaning: "Leave owners out of the dump.", example: true },
  format: {
    type: "string",
    choices: ["plain", "custom", "directory", "tar"],
    default: 'custom; plain for "all"',
    meaning: "Format of the dump. A directory is written to disk first, the others are not.",
    example: "directory",
  },
  compression: {
    type: "integer or string",
    default: "pg_dump's",
    meaning: "How pg_dump compresses: a level or a method.",
    example: "none",
  },
  ssl_mode: {
    type: "string",
    choices: ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"],
    default: "disable",
    meaning: "Whether to encrypt the connection and what to verify.",
    example: "require",
  },
  ssl_cert: { type: "string", meaning: "Certificate of the client.", example: "/root/.postgresql/postgresql.crt" },
  ssl_key: { type: "string", meaning: "Key of the client.", example: "/root/.postgresql/postgresql.key" },
  ssl_root_cert: {
    type: "string",
    meaning: "Certificate of the authority.",
    example: "/root/.postgresql/root.crt",
  },
  ssl_crl: { type: "string", meaning: "Revoked certificates.", example: "/root/.postgresql/root.crl" },
  pg_dump_command: {
    type: "string",
    default: "pg_dump or pg_dumpall",
    meaning: "Command that dumps.",
    example: "docker exec my_pg_container pg_dump",
  },
  pg_restore_command: {
    type: "string",
    default: "pg_restore",
    meaning: "Command that restores.",
    example: "docker exec my_pg_container pg_restore",
  },
  psql_command: {
    type: "string",
    default: "psql",
    meaning: "Client that lists databases and restores plain dumps.",
    example: "docker exec my_pg_container psql",
  },
  list_options: { type: "string", meaning: "More words for listing databases.", example: "--role=someone" },
  analyze_options: {
    type: "string",
    meaning: "More words for the ANALYZE after a restore.",
    example: "--role=someone",
  },
} as const;

const MARIADB = {
  mariadb_dump_command: {
    type: "string",
    default: "mariadb-dump",
    meaning: "Command that dumps.",
    example: "docker exec mariadb_container mariadb-dump",
  },
  mariadb_command: {
    type: "string",
    default: "mariadb",
    meaning: "Client that lists databases and restores.",
    example: "docker exec mariadb_container mariadb",
  },
} as const;

const MYSQL = {
  mysql_dump_command: {
    type: "string",
    default: "mysqldump",
    meaning: "Command that dumps.",
    example: "docker exec mysql_container mysqldump",
  },
  mysql_command: {
    type: "string",
    default: "mysql",
    meaning: "Client that lists databases and restores.",
    example: "docker exec mysql_container mysql",
  },
} as const;

const MONGODB = {
  authentication_database: {
    type: "string",
    meaning: "Database that holds the user.",
    example: "admin",
  },
  format: {
    type: "string",
    choices: ["archive", "directory"],
    default: "archive",
    meaning: "Format of the dump. A directory is written to disk first.",
    example: "directory",
  },
  password_transport: {
    type: "string",
    choices: ["pipe", "file"],
    default: "pipe",
    meaning: "How the tools get the password; a file, in the folder of the run, can be mounted into a container.",
    example: "file",
  },
  mongodump_command: {
    type: "string",
    default: "mongodump",
    meaning: "Command that dumps.",
    example: "docker exec mongodb_container mongodump",
  },
  mongorestore_command: {
    type: "string",
    default: "mongorestore",
    meaning: "Command that restores.",
    example: "docker exec mongodb_container mongorestore",
  },
} as const;

const SQLITE = {
  path: { type: "string", required: true, meaning: "The database's file.", example: "/var/lib/sqlite/users.db" },
  restore_path: {
    type: "string",
    default: "path",
    meaning: "File to restore into.",
    example: "/var/lib/sqlite/users.db",
  },
  sqlite_command: {
    type: "string",
    default: "sqlite3",
    meaning: "Command that dumps.",
    example: "docker exec sqlite_container sqlite3",
  },
  sqlite_restore_command: {
    type: "string",
    default: "sqlite3",
    meaning: "Command that restores.",
    example: "docker exec sqlite_container sqlite3",
  },
} as const;

interface DatabaseList<Options> {
  readonly type: "list";
  readonly meaning: string;
  readonly example: readonly unknown[];
  readonly items: { readonly type: "object"; readonly options: Omit<typeof ANY_DATABASE, keyof Options> & Options };
}

/** Databases that create dumps into the archive. */
export const DATABASES: {
  readonly postgresql_databases: DatabaseList<typeof SERVER_DATABASE & typeof POSTGRESQL>;
  readonly mariadb_databases: DatabaseList<typeof SERVER_DATABASE & typeof MARIADB_OR_MYSQL & typeof MARIADB>;
  readonly mysql_databases: DatabaseList<typeof SERVER_DATABASE & typeof MARIADB_OR_MYSQL & typeof MYSQL>;
  readonly mongodb_databases: DatabaseList<typeof SERVER_DATABASE & typeof MONGODB>;
  readonly sqlite_databases: DatabaseList<typeof SQLITE>;
  readonly influxdb_databases: DatabaseList<typeof INFLUXDB>;
  readonly openldap_databases: DatabaseList<typeof OPENLDAP>;
} = {
  postgresql_databases: databases("PostgreSQL", { ...SERVER_DATABASE, ...POSTGRESQL }),
  mariadb_databases: databases("MariaDB", { ...SERVER_DATABASE, ...MARIADB_OR_MYSQL, ...MARIADB }),
  mysql_databases: databases("MySQL", { ...SERVER_DATABASE, ...MARIADB_OR_MYSQL, ...MYSQL }),
  mongodb_databases: databases("MongoDB", { ...SERVER_DATABASE, ...MONGODB }),
  sqlite_databases: databases("SQLite", SQLITE, { path: "/var/lib/sqlite/users.db" }),
  influxdb_databases: databases("InfluxDB", INFLUXDB),
  openldap_databases: databases("OpenLDAP", OPENLDAP, { name: "dc=example,dc=com" }),
};

function databases<Options>(kind: string, options: Options, example: object = {}): DatabaseList<Options> {
  return {
    type: "list",
    meaning: `${kind} databases to dump into each archive.`,
    example: [{ name: "users", ...example }],
    items: { type: "object", options: { ...ANY_DATABASE, ...options } },
  };
}
