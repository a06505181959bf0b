/** How the files of a database are written. MariaDB is a `mysql`. */
export type DatabaseKind = "postgresql" | "mysql" | "mongodb" | "sqlite" | "lmdb" | "redis";

/** A database found by its files. */
export interface FoundDatabase {
  readonly kind: DatabaseKind;
  /** For a sentence. */
  readonly title: string;
  /** The folder, or for SQLite the file. */
  readonly path: string;
  /** The files that it is known by. */
  readonly evidence: string;
  /** Files say that it is in use, or was not ended well. */
  readonly isInUse: boolean;
  /** TCP port of its server, where a file says it. */
  readonly port?: number;
}
