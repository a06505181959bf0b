import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { databasePeers, startMariadb, startPostgresql } from "@coffer/testkit/databases";
import type { ActionRequest } from "../actions/index.ts";
import type { Configuration } from "../config/index.ts";
import type { DrillResult } from "../drill/index.ts";
import { BackupPlace } from "./testing/backup-place.ts";

const CREATE: ActionRequest = { name: "create", flags: {} };
const DRILL: ActionRequest = { name: "drill", flags: { json: true } };
const ROWS = "(1, 'one'), (2, 'two'), (3, 'three')";

/** Runs a dump, and stores only its beginning. The last two words say where it goes, as those of MariaDB's do. */
const CUT_FILE = `for out; do :; done
left=$(($# - 2)); while [ $left -gt 0 ]; do set -- "$@" "$1"; shift; left=$((left - 1)); done; shift 2
"$@" | head -c 1500 >"$out"`;
const CUT_OUTPUT = `"$@" | head -c 1500`;
/** Runs a dump into a folder, and cuts what holds the rows. The folder is the word after --file. */
const CUT_FOLDER = `"$@"; while [ "$1" != --file ]; do shift; done; find "$2" -name '*.dat*' -exec truncate -s 15 {} +`;
const FEWER_ROWS = `program=$1; shift; exec "$program" "$@" --where='id<2'`;
/** Runs sqlite3, and changes a dump by a filter. */
const FILTERED = (filter: string): string => `for last; do :; done
if [ "$last" = .dump ]; then sqlite3 "$@" | ${filter}; else exec sqlite3 "$@"; fi`;

const { postgresql, mariadb, sqlite } = databasePeers();
const skip =
  postgresql === undefined || mariadb === undefined || sqlite === undefined
    ? "needs PostgreSQL, MariaDB and SQLite"
    : false;

test("dumps are loaded into servers; truncated ones and those with wrong rows are found", { skip }, async (t) => {
  const place = new BackupPlace(t, { drill: {} });
  const pg = await startPostgresql(t, postgresql ?? "");
  const my = await startMariadb(t, mariadb ?? "");
  pg.query("postgres", "CREATE DATABASE shop");
  pg.query("shop", `CREATE ROLE clerk; CREATE TABLE items (id int, name text); INSERT INTO items VALUES ${ROWS}`);
  pg.query(
    "shop",
    'ALTER TABLE items OWNER TO clerk; CREATE SCHEMA "odd, one"; CREATE TABLE "odd, one"."a""b" (id int)',
  );
  // what no dump of a single database holds: the role
  pg.query("shop", "CREATE POLICY own ON items TO clerk USING (id > 0)");
  pg.query("postgres", 'CREATE DATABASE "odd=name" OWNER clerk');
  pg.query("dbname='odd=name'", "CREATE TABLE one (id int); INSERT INTO one VALUES (1)");
  my.query(
    "",
    `CREATE DATABASE wiki; CREATE TABLE wiki.pages (id int, name text); INSERT INTO wiki.pages VALUES ${ROWS};
     CREATE DATABASE \`odd=name\`; USE \`odd=name\`; CREATE TABLE one (id int); INSERT INTO one VALUES (1);
     CREATE VIEW names AS SELECT name FROM wiki.pages; CREATE PROCEDURE ask() SELECT 1`,
  );
  const path = place.file("users.db");
  execFileSync("sqlite3", [path, `CREATE TABLE users (id int, name text); INSERT INTO users VALUES ${ROWS};`]);
  const scripts = {
    cut: CUT_FILE,
    head: CUT_OUTPUT,
    "cut-folder": CUT_FOLDER,
    fewer: FEWER_ROWS,
    "cut-lite": FILTERED("head -c 60"),
    "fewer-lite": FILTERED("grep -v two"),
  };
  for (const [name, text] of Object.entries(scripts)) place.write(name, text);
  const script = (name: string, program: string = ""): string => `sh ${place.file(name)} ${program}`;
  const access = (server: typeof pg) => ({
    hostname: server.host,
    port: server.port,
    username: server.user,
    password: server.password,
  });
  type Tools = Readonly<Partial<Record<"pg_dump_command" | "mariadb_dump_command" | "sqlite_command", string>>>;
  const databases = (tools: Tools): Partial<Configuration> => {
    const { pg_dump_command, mariadb_dump_command, sqlite_command } = tools;
    const shop = { name: "shop", ...access(pg), ...(pg_dump_command === undefined ? {} : { pg_dump_command }) };
    const wiki = {
      name: "wiki",
      ...access(my),
      ...(mariadb_dump_command === undefined ? {} : { mariadb_dump_command }),
    };
    return {
      postgresql_databases: [shop, { ...shop, label: "plain", format: "plain" }],
      mariadb_databases: [wiki],
      sqlite_databases: [{ name: "users", path, ...(sqlite_command === undefined ? {} : { sqlite_command }) }],
      mysql_databases: [],
    };
  };
  await place.init();
  const drilled = async (options: Partial<Configuration>): Promise<DrillResult> => {
    place.configuration = { ...place.configuration, ...options };
    const created = await place.run(CREATE);
    assert.equal(created.outcome.failed, false, created.logged.join("\n"));
    const run = await place.run(DRILL);
    const [json] = run.outcome.json as [{ readonly drills: readonly [DrillResult] }];
    assert.ok(json !== undefined, run.logged.join("\n"));
    assert.deepEqual(readdirSync(place.file("scratch")), []);
    return json.drills[0];
  };
  const codes = ({ findings }: DrillResult): readonly string[] =>
    findings.map(({ code, subject }) => `${code} ${subject.replaceAll(/127\.0\.0\.1:\d+/g, "HOST")}`).toSorted();

  const loaded = ({ databases: dumps }: DrillResult): readonly string[] =>
    dumps
      .map(
        ({ dump, tables, rows, compared }) =>
          `${dump.replace(/127\.0\.0\.1:\d+/, "HOST")} ${tables} ${rows} ${compared}`,
      )
      .toSorted();

  const intact = await drilled(databases({}));
  assert.deepEqual(intact.findings, []);
  assert.deepEqual(loaded(intact), [
    "mariadb_databases/HOST/wiki 1 3 true",
    "postgresql_databases/HOST/shop 2 3 true",
    "postgresql_databases/plain/shop 2 3 true",
    "sqlite_databases/localhost/users 1 3 true",
  ]);

  const shop = { name: "shop", ...access(pg) };
  const servers = await drilled({
    postgresql_databases: [
      { ...shop, name: "all" },
      { ...shop, label: "folder", format: "directory" },
      { ...shop, label: "tar", format: "tar" },
    ],
    mariadb_databases: [{ ...access(my), name: "all" }],
    mysql_databases: [{ ...access(my), name: "all", format: "sql", label: "each" }],
    sqlite_databases: [],
  });
  assert.deepEqual(servers.findings, []);
  assert.deepEqual(loaded(servers), [
    "mariadb_databases/HOST/all 2 4 true",
    "mysql_databases/each/odd=name 1 1 true",
    "mysql_databases/each/wiki 1 3 true",
    "postgresql_databases/HOST/all 3 4 true",
    "postgresql_databases/folder/shop 2 3 true",
    "postgresql_databases/tar/shop 2 3 true",
  ]);

  const cut = databases({
    pg_dump_command: script("head", "pg_dump"),
    mariadb_dump_command: script("cut", "mariadb-dump"),
    sqlite_command: script("cut-lite"),
  });
  const truncated = await drilled({
    ...cut,
    postgresql_databases: [
      ...(cut.postgresql_databases ?? []),
      { ...shop, name: "all", pg_dump_command: script("head", "pg_dumpall") },
      { ...shop, label: "folder", format: "directory", pg_dump_command: script("cut-folder", "pg_dump") },
    ],
  });
  assert.equal(truncated.outcome, "failed");
  assert.deepEqual(codes(truncated), [
    "dump-broken mariadb_databases/HOST/wiki",
    "dump-broken postgresql_databases/HOST/all",
    "dump-broken postgresql_databases/HOST/shop",
    "dump-broken postgresql_databases/folder/shop",
    "dump-broken postgresql_databases/plain/shop",
    "dump-broken sqlite_databases/localhost/users",
  ]);

  const fewer = await drilled({
    ...databases({ mariadb_dump_command: script("fewer", "mariadb-dump"), sqlite_command: script("fewer-lite") }),
    postgresql_databases: [{ ...shop, pg_dump_command: "pg_dump --exclude-table-data=public.items" }],
  });
  assert.deepEqual(codes(fewer), [
    "dump-rows-differ mariadb_databases/HOST/wiki: wiki.pages",
    "dump-rows-differ postgresql_databases/HOST/shop: shop.public.items",
    "dump-rows-differ sqlite_databases/localhost/users: users",
  ]);
  assert.match(fewer.findings[0]?.text ?? "", /rows come out of the dump, 3 were counted/);
});
