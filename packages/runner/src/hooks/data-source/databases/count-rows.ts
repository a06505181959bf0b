/** Rows of each table of a database, by `database.schema.table`, `database.table` or `table`. */
export type RowCounts = ReadonlyMap<string, number>;

/**
 * Runs statements in a client.
 *
 * @param database Which one they are for; undefined: none in particular.
 * @returns What it prints.
 */
export type AskDatabase = (statements: string, database?: string) => Promise<string>;

/** Words that every call of `psql` for these statements needs. */
export const PSQL_COUNT_WORDS: readonly string[] = [
  ...["--no-password", "--no-psqlrc", "--quiet", "--csv", "--tuples-only"],
  ...["--set", "ON_ERROR_STOP=1"],
];

/** Words that every call of `mariadb` or `mysql` for these statements needs. */
export const MYSQL_COUNT_WORDS: readonly string[] = [
  ...["--default-character-set=utf8mb4", "--batch", "--raw", "--skip-column-names"],
];

/** Words that every call of `sqlite3` for these statements needs, before the path. */
export const SQLITE_COUNT_WORDS: readonly string[] = ["-bail", "-batch", "-noheader", "-separator", "\t"];

// what an extension brings is not in a dump
const POSTGRESQL_COUNTS = `
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT format('SELECT %L, count(*) FROM %I.%I', n.nspname || '.' || c.relname, n.nspname, c.relname)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  ORDER BY 1 \\gexec
COMMIT;
`;
const POSTGRESQL_DATABASES =
  "SELECT datname, 0 FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate;\n";

/** Counts the rows of databases of PostgreSQL. @param names Undefined: all that the server has, but templates. */
export async function countPostgresqlRows(ask: AskDatabase, names?: readonly string[]): Promise<RowCounts> {
  const databases = names ?? [...readCsv(await ask(POSTGRESQL_DATABASES)).keys()];
  const counts = new Map<string, number>();
  for (const database of databases) {
    for (const [table, rows] of readCsv(await ask(POSTGRESQL_COUNTS, database))) {
      counts.set(`${database}.${table}`, rows);
    }
  }
  return counts;
}

/** Counts the rows of databases of MariaDB or MySQL. */
export async function countMysqlRows(ask: AskDatabase, names: readonly string[]): Promise<RowCounts> {
  if (names.length === 0) return new Map();
  const list = names.map((name) => `'${name.replaceAll(/[\\']/g, "\\$&")}'`).join(", ");
  const statements = await ask(
    "SELECT CONCAT('SELECT ', QUOTE(CONCAT(table_schema, '.', table_name)), ', COUNT(*) FROM `', " +
      "REPLACE(table_schema, '`', '``'), '`.`', REPLACE(table_name, '`', '``'), '`;') FROM information_schema.tables " +
      `WHERE table_type = 'BASE TABLE' AND table_schema IN (${list});\n`,
  );
  return readTabs(await ask(`START TRANSACTION WITH CONSISTENT SNAPSHOT;\n${statements}\nCOMMIT;\n`));
}

/** Counts the rows of a database of SQLite. */
export async function countSqliteRows(ask: AskDatabase): Promise<RowCounts> {
  const statements = await ask(
    `SELECT 'SELECT ' || quote(name) || ', count(*) FROM "' || replace(name, '"', '""') || '";' ` +
      "FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!';\n",
  );
  return readTabs(await ask(`BEGIN;\n${statements}\nCOMMIT;\n`));
}

/** Reads a name and a number from each line of CSV. */
function readCsv(text: string): RowCounts {
  const rows = [...text.matchAll(/^(?:"((?:[^"]|"")*)"|([^",\n]*)),(\d+)$/gm)];
  return new Map(rows.map(([, quoted, plain = "", count]) => [quoted?.replaceAll('""', '"') ?? plain, Number(count)]));
}

function readTabs(text: string): RowCounts {
  return new Map([...text.matchAll(/^(.*)\t(\d+)$/gm)].map(([, name = "", count]) => [name, Number(count)]));
}
