import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { openDataSources, restoreDataSources } from "@coffer/runner/hooks";
import { type DataSourcePlace, dataSourcePlace, MemoryArchive } from "@coffer/testkit/data-sources";
import { databasePeers, type DatabaseServer, startMariadb, startPostgresql } from "@coffer/testkit/databases";

/** Dumps of real servers, and what comes back. The archive is one in memory: archives of Borgs are tried elsewhere. */
const { postgresql, mariadb, sqlite } = databasePeers();
const EVERYTHING = { data_sources: [], schemas: [] };
const ROWS = "1\tO'Brien; -- ünï\n2\t\n";

test("PostgreSQL", { skip: postgresql === undefined }, async (t) => {
  const server = await startPostgresql(t, postgresql ?? "");
  const reach = { hostname: server.host, port: server.port, username: server.user, password: server.password };
  const names = ["custom", "plain", "directory"] as const;
  const entries = names.map((format) => ({ ...reach, name: `shop ${format}`, format, compression: 0 }));
  for (const { name } of entries) fillPostgresql(server, name);

  await t.test("each format is dumped, and restored over what is there", async (t) => {
    const place = await dataSourcePlace(t, { postgresql_databases: entries });
    const archive = await archiveOf(place);
    assert.ok(archive.files.has(`borgmatic/postgresql_databases/127.0.0.1:${server.port}/shop custom`));
    for (const { name } of entries) server.query(name, "update goods set name = 'spoilt'; create table late (id int)");
    await restoreDataSources(EVERYTHING, archive, place.context);
    for (const { name } of entries) assert.equal(server.query(name, "select * from goods order by id"), ROWS, name);
  });

  await t.test("all: the whole server, restored over what is there", async (t) => {
    const place = await dataSourcePlace(t, { postgresql_databases: [{ ...reach, name: "all" }] });
    const archive = await archiveOf(place);
    server.query("postgres", 'drop database "shop plain"');
    server.query("shop custom", "drop table goods");
    await restoreDataSources(EVERYTHING, archive, place.context);
    for (const { name } of entries) assert.equal(server.query(name, "select * from goods order by id"), ROWS, name);
  });

  await t.test("all with a format: one dump a database; a schema alone is restored elsewhere", async (t) => {
    server.query("shop custom", "create schema side; create table side.notes as select 'kept'::text as text");
    server.query("postgres", 'create database "copy = of it"');
    const entry = { ...reach, name: "all", format: "custom", restore_username: server.user } as const;
    const place = await dataSourcePlace(t, { postgresql_databases: [entry] });
    const archive = await archiveOf(place);
    assert.equal([...archive.files.keys()].filter((path) => path.includes("/shop ")).length, names.length);
    server.query("shop custom", "drop table side.notes; drop table goods");
    const request = { data_sources: ["shop custom"], schemas: ["side"] };
    await restoreDataSources(request, archive, place.context);
    assert.equal(server.query("shop custom", "select text from side.notes"), "kept\n");
    assert.throws(() => server.query("shop custom", "select * from goods"), /does not exist/);
    assert.ok(archive.files.has(`borgmatic/postgresql_databases/127.0.0.1:${server.port}/copy = of it`));
  });

  await t.test("a wrong password fails the dump and names no secret", async (t) => {
    const place = await dataSourcePlace(t, {
      postgresql_databases: [{ ...reach, name: "shop plain", password: "hunter2" }],
    });
    await assert.rejects(archiveOf(place), (error: Error) => {
      assert.match(error.message, /database shop plain@127.0.0.1:\d+ \(postgresql_databases\) failed: pg_dump/);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
    assert.doesNotMatch(JSON.stringify(place.records), /hunter2/);
  });
});

test("MariaDB, by its own names and by those of MySQL", { skip: mariadb === undefined }, async (t) => {
  const server = await startMariadb(t, mariadb ?? "");
  const { host: hostname, port, user: username, password } = server;
  const reach = { hostname, port, username, password, tls: false };
  const names = ["shop", "café"];
  for (const name of names) fillMariadb(server, name);

  for (const [kind, password_transport] of [
    ["mariadb_databases", "pipe"],
    ["mariadb_databases", "environment"],
    ["mysql_databases", "pipe"],
  ] as const) {
    await t.test(`${kind}, one and all, password by ${password_transport}`, async (t) => {
      const entries = [
        { ...reach, password_transport, name: "shop", options: "--skip-comments" },
        { ...reach, password_transport, name: "all", skip_names: ["shop"], label: "rest" },
        { ...reach, password_transport, name: "all", format: "sql", label: "each" },
      ] as const;
      const place = await dataSourcePlace(t, { [kind]: entries });
      const archive = await archiveOf(place);
      assert.deepEqual([...archive.files.keys()].map((path) => path.split("/").slice(2).join("/")).toSorted(), [
        `127.0.0.1:${port}/shop`,
        "dumps.json",
        "each/café",
        "each/shop",
        "rest/all",
      ]);
      for (const name of names) server.query(name, "update goods set name = 'spoilt'");
      const one = { ...EVERYTHING, data_sources: ["shop"] };
      await assert.rejects(
        restoreDataSources(one, archive, place.context),
        /multiple matching dumps.*--original-label/s,
      );
      await restoreDataSources({ ...one, original_label: "each" }, archive, place.context);
      await restoreDataSources({ ...EVERYTHING, original_label: "rest" }, archive, place.context);
      for (const name of names) assert.equal(server.query(name, "select * from goods order by id"), ROWS);
    });
  }

  await t.test("a wrong password fails the dump and names no secret", async (t) => {
    const place = await dataSourcePlace(t, { mariadb_databases: [{ ...reach, name: "shop", password: "hunter2" }] });
    await assert.rejects(archiveOf(place), /shop@127.0.0.1:\d+ \(\w+\) failed: \S+ ended with exit code 2\n.*denied/s);
    assert.doesNotMatch(JSON.stringify(place.records), /hunter2/);
  });
});

test("SQLite", { skip: sqlite === undefined }, async (t) => {
  const place = await dataSourcePlace(t, { sqlite_databases: [{ name: "app", path: "app.db" }] });
  const path = join(place.folder, "app.db");
  const ask = (file: string, statements: string): string =>
    execFileSync("sqlite3", ["-separator", "\t", file], { input: statements, encoding: "utf8" });
  ask(path, "pragma journal_mode = wal; create table goods (id integer primary key, name text)");
  ask(path, "insert into goods values (1, 'O''Brien; -- ünï'), (2, null)");
  const archive = await archiveOf(place);
  ask(path, "delete from goods");
  await restoreDataSources(EVERYTHING, archive, place.context);
  assert.equal(ask(path, "select * from goods order by id"), ROWS);
  const other = join(place.folder, "other.db");
  await restoreDataSources({ ...EVERYTHING, restore_path: other }, archive, place.context);
  assert.equal(ask(other, "select * from goods order by id"), ROWS);
});

async function archiveOf({ context }: DataSourcePlace): Promise<MemoryArchive> {
  const sources = await openDataSources(context, []);
  try {
    return await sources.feed(() => new MemoryArchive().store(sources.patterns));
  } finally {
    await sources.close();
  }
}

function fillPostgresql(server: DatabaseServer, name: string): void {
  server.query("postgres", `create database "${name}"`);
  server.query(name, "create table goods (id int primary key, name text)");
  server.query(name, "insert into goods values (1, 'O''Brien; -- ünï'), (2, null)");
}

function fillMariadb(server: DatabaseServer, name: string): void {
  server.query("mysql", `create database \`${name}\` character set utf8mb4`);
  server.query(name, "create table goods (id int primary key, name varchar(50))");
  server.query(name, "set names utf8mb4; insert into goods values (1, 'O''Brien; -- ünï'), (2, '')");
}
