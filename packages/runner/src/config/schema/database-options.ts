/** Of every database. */
export const ANY_DATABASE = {
  name: {
    type: "string",
    required: true,
    meaning: 'Name of the database; "all" for every one of the server.',
    example: "users",
  },
  label: {
    type: "string",
    meaning: "Name of the dump's folder in the archive, in place of host and port.",
    example: "my_backup_label",
  },
} as const;

/** Of databases that a server holds. */
export const SERVER_DATABASE = {
  container: {
    type: "string",
    meaning: "Container (Docker, Podman) that the server runs in; its address is looked up.",
    example: "debian_stable",
  },
  restore_container: {
    type: "string",
    default: "container",
    meaning: "Container to restore into.",
    example: "restore_container",
  },
  hostname: {
    type: "string",
    default: "the local socket",
    meaning: "Host of the server.",
    example: "database.example.org",
  },
  restore_hostname: {
    type: "string",
    default: "hostname",
    meaning: "Host to restore to.",
    example: "database.example.org",
  },
  port: { type: "integer", default: "the server's usual one", meaning: "Port of the server.", example: 3307 },
  restore_port: { type: "integer", default: "port", meaning: "Port to restore to.", example: 5433 },
  username: {
    type: "string",
    default: "the user that runs this program",
    meaning: "User of the database, or {credential ...}.",
    example: "dbuser",
  },
  restore_username: { type: "string", default: "username", meaning: "User to restore as.", example: "dbuser" },
  password: {
    type: "string",
    secret: true,
    meaning: "Password of that user, or {credential ...}.",
    example: "trustsome1",
  },
  restore_password: {
    type: "string",
    secret: true,
    default: "password",
    meaning: "Password to restore with.",
    example: "trustsome1",
  },
  options: { type: "string", meaning: "More words for the dump command.", example: "--verbose" },
  restore_options: { type: "string", meaning: "More words for the restore command.", example: "--verbose" },
} as const;

/** Of MariaDB and MySQL. */
export const MARIADB_OR_MYSQL = {
  skip_names: {
    type: "list",
    items: { type: "string" },
    meaning: 'Databases to leave out when the name is "all".',
    example: ["cache"],
  },
  socket_path: {
    type: "string",
    default: "/run/mysqld/mysqld.sock",
    meaning: "Socket of a local server.",
    example: "/run/mysqld/mysqld.sock",
  },
  restore_socket_path: {
    type: "string",
    default: "socket_path",
    meaning: "Socket to restore through.",
    example: "/run/mysqld/mysqld.sock",
  },
  password_transport: {
    type: "string",
    choices: ["pipe", "environment"],
    default: "pipe",
    meaning: "How the tools get the password; a pipe does not reach into a container.",
    example: "environment",
  },
  tls: { type: "boolean", default: "the client's choice", meaning: "Encrypt the connection.", example: false },
  restore_tls: {
    type: "boolean",
    default: "the client's choice",
    meaning: "Encrypt the connection when restoring.",
    example: false,
  },
  events: { type: "boolean", default: "true", meaning: "Dump events.", example: false },
  routines: { type: "boolean", default: "true", meaning: "Dump stored routines.", example: false },
  tablespaces: { type: "boolean", default: "true", meaning: "Dump tablespaces.", example: false },
  format: { type: "string", choices: ["sql"], default: "sql", meaning: "Format of the dump.", example: "sql" },
  add_drop_database: {
    type: "boolean",
    default: "true",
    meaning: "Have the restore drop each database first.",
    example: false,
  },
  list_options: { type: "string", meaning: "More words for listing databases.", example: "--verbose" },
} as const;
