import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { MemoryArchive, dataSourcePlace } from "@coffer/testkit/data-sources";
import { restoreDataSources } from "../index.ts";
import { formatDumpRecords, parseDumpRecords, type DumpRecord } from "../dumps/dump-record.ts";
import { dumpPath } from "../dumps/dump-path.ts";
import { archivedDumps } from "./archived-dumps.ts";
import { configuredDatabase, selectDumps } from "./select-dumps.ts";
import type { RestoreRequest } from "./restore-request.ts";

const PLAIN: DumpRecord = {
  hook_name: "postgresql_databases",
  data_source_name: "shop",
  hostname: null,
  port: null,
  label: null,
  container: null,
};
const ALL: RestoreRequest = { data_sources: [], schemas: [] };

test("dumpPath() names host and port, container or label, and never leads out", () => {
  assert.equal(dumpPath(PLAIN), "postgresql_databases/localhost/shop");
  assert.equal(dumpPath({ ...PLAIN, hostname: "h", port: 1 }), "postgresql_databases/h:1/shop");
  assert.equal(dumpPath({ ...PLAIN, hostname: "h", port: 1, container: "c" }), "postgresql_databases/c:1/shop");
  assert.equal(dumpPath({ ...PLAIN, hostname: "h", port: 1, label: "l" }), "postgresql_databases/l/shop");
  for (const data_source_name of ["a/b", "..", ".", ""]) {
    assert.throws(() => dumpPath({ ...PLAIN, data_source_name }), /Invalid data source name/);
  }
});

test("parseDumpRecords() reads what formatDumpRecords() writes, and older files without some fields", () => {
  const records = [PLAIN, { ...PLAIN, hostname: "h", port: 1, label: "l", container: "c" }];
  assert.deepEqual(parseDumpRecords(formatDumpRecords(records), "x"), records);
  const old = '{"dumps": [{"hook_name": "mysql_databases", "data_source_name": "a", "hostname": "h", "port": 3306}]}';
  const [record] = parseDumpRecords(old, "x");
  assert.deepEqual(record, {
    ...PLAIN,
    hook_name: "mysql_databases",
    data_source_name: "a",
    hostname: "h",
    port: 3306,
  });
  for (const broken of ["", "{}", "[]", '{"dumps": [{"hook_name": 1}]}', '{"dumps": [{"port": "x"}]}']) {
    assert.throws(() => parseDumpRecords(broken, "x/dumps.json"), /metadata at x\/dumps\.json/, broken);
  }
});

test("archivedDumps() finds dumps of every age of archives by their paths", async (t) => {
  const { context } = await dataSourcePlace(t, { borgmatic_source_directory: "/root/.borgmatic" });
  const archive = archiveWith({
    "run/user/0/borgmatic-abc/borgmatic/mysql_databases/db:3307/blog": "",
    "borgmatic/postgresql_databases/localhost/shop/toc.dat": "",
    "borgmatic/postgresql_databases/localhost/shop/1.dat": "",
    "root/.borgmatic/mongodb_databases/localhost/docs": "",
    "borgmatic/bootstrap/manifest.json": "",
    "srv/mysql_databases/db/other": "",
  });
  const found = await archivedDumps(archive, context);
  assert.deepEqual(
    found.map(({ record, path, isFolder }) => [record.data_source_name, record.hostname, record.port, path, isFolder]),
    [
      ["blog", "db", 3307, "run/user/0/borgmatic-abc/borgmatic/mysql_databases/db:3307/blog", false],
      ["shop", null, null, "borgmatic/postgresql_databases/localhost/shop", true],
      ["docs", null, null, "root/.borgmatic/mongodb_databases/localhost/docs", false],
    ],
  );
});

test("archivedDumps() believes dumps.json before paths, and warns of dumps that are not there", async (t) => {
  const { context, records } = await dataSourcePlace(t, {});
  const labelled = { ...PLAIN, hostname: "h", label: "l" };
  const json = formatDumpRecords([labelled, { ...PLAIN, data_source_name: "gone" }]);
  const archive = archiveWith({
    "borgmatic/postgresql_databases/dumps.json": json,
    "borgmatic/postgresql_databases/l/shop": "",
  });
  assert.deepEqual(await archivedDumps(archive, context), [
    { record: labelled, path: "borgmatic/postgresql_databases/l/shop", isFolder: false, isGuessed: false },
  ]);
  assert.match(
    records.map(({ message }) => message).join("\n"),
    /does not hold: postgresql_databases\/localhost\/gone/,
  );
});

test("selectDumps(): all, by name, by where they came from; not by a name that is missing or ambiguous", () => {
  const archived = [
    PLAIN,
    { ...PLAIN, hostname: "h", port: 5433 },
    { ...PLAIN, hook_name: "mysql_databases", data_source_name: "blog" } as const,
  ].map((record) => ({ record, path: dumpPath(record), isFolder: false, isGuessed: false }));
  const select = (request: Partial<RestoreRequest>): string[] =>
    selectDumps({ ...ALL, ...request }, archived).map(({ path }) => path);
  assert.equal(select({}).length, 3);
  assert.equal(select({ data_sources: ["all"] }).length, 3);
  assert.deepEqual(select({ data_sources: ["blog"] }), ["mysql_databases/localhost/blog"]);
  assert.deepEqual(select({ data_sources: ["shop"], original_hostname: "h" }), ["postgresql_databases/h:5433/shop"]);
  assert.deepEqual(select({ original_port: 5433 }), ["postgresql_databases/h:5433/shop"]);
  assert.deepEqual(select({ hook: "mysql" }), ["mysql_databases/localhost/blog"]);
  assert.equal(select({ data_sources: ["s*p"] }).length, 2);
  assert.throws(() => select({ data_sources: ["shop"] }), /multiple matching dumps/);
  assert.throws(
    () => select({ data_sources: ["blog", "x", "y"], hook: "mysql" }),
    /data source dumps x \(mysql_databases\), y \(mysql_databases\) missing from archive/,
  );
});

test("configuredDatabase(): by name, host, port and container; a label stands for the last three; or the entry for all", () => {
  const find = (record: Partial<DumpRecord>, ...databases: readonly { readonly name: string }[]): string | undefined =>
    configuredDatabase({ record: { ...PLAIN, ...record }, isGuessed: false }, databases, 5432)?.name;
  assert.equal(find({}, { name: "shop" }), "shop");
  assert.equal(find({ port: 5432 }, { name: "shop" }), "shop");
  assert.equal(find({ port: 5433 }, { name: "shop" }), undefined);
  assert.equal(find({ hostname: "h" }, { name: "shop" }), undefined);
  const labelled = { name: "shop", label: "l", hostname: "new" };
  assert.equal(find({ label: "l", hostname: "old" }, labelled), "shop");
  assert.equal(find({ label: "k" }, labelled), undefined);
  assert.equal(find({}, { name: "blog" }, { name: "all" }), "all");
  assert.equal(find({}, { name: "sh*" }), "sh*");
  const guessed = (...ports: readonly number[]): object | undefined => {
    const databases = ports.map((port) => ({ name: "shop", port }));
    return configuredDatabase({ record: PLAIN, isGuessed: true }, databases, 5432);
  };
  assert.deepEqual(guessed(5433), { name: "shop", port: 5433 });
  assert.deepEqual(guessed(5433, 5432), { name: "shop", port: 5432 });
  assert.throws(() => guessed(5433, 5434), /multiple matching/);
  assert.throws(() => find({}, { name: "shop" }, { name: "shop" }), /multiple matching data sources configured/);
});

test("restoreDataSources() restores what it can, and names what the configuration does not know", async (t) => {
  const place = await dataSourcePlace(t, { sqlite_databases: [{ name: "app", path: "app.db" }] });
  place.fakeTool("sqlite3", 'cat >"$2"');
  const archive = archiveWith({
    "borgmatic/mysql_databases/h/blog": "x",
    "borgmatic/sqlite_databases/localhost/app": "create table",
  });
  const restoring = restoreDataSources(ALL, archive, place.context);
  await assert.rejects(
    restoring,
    /Cannot restore data source blog@h \(mysql_databases\) missing from the configuration/,
  );
  assert.equal(readFileSync(`${place.folder}/app.db`, "utf8"), "create table");
  await assert.rejects(restoreDataSources(ALL, new MemoryArchive(), place.context), /No data source dumps were found/);
});

test("a tool never takes a part of a dump for the whole", async (t) => {
  const place = await dataSourcePlace(t, { sqlite_databases: [{ name: "app", path: "app.db" }] });
  place.fakeTool("sqlite3", `cat >/dev/null; touch ${place.folder}/believed`);
  const archive = archiveWith({ "borgmatic/sqlite_databases/localhost/app": "create table" });
  archive.writeContents = async (_, output) => {
    output.write("create");
    throw new Error("a chunk is damaged");
  };
  await assert.rejects(restoreDataSources(ALL, archive, place.context), /a chunk is damaged/);
  assert.ok(!existsSync(`${place.folder}/believed`));
});

test("a tool may end before its input does, if it ends well; a dump that is empty is none", async (t) => {
  const place = await dataSourcePlace(t, { sqlite_databases: [{ name: "app", path: "app.db" }] });
  place.fakeTool("sqlite3", 'head -c 1 >"$2"');
  const path = "borgmatic/sqlite_databases/localhost/app";
  await restoreDataSources(ALL, archiveWith({ [path]: "x".repeat(1 << 20) }), place.context);
  assert.equal(readFileSync(`${place.folder}/app.db`, "utf8"), "x");
  place.fakeTool("sqlite3", 'cat >"$2"; exit 3');
  await assert.rejects(restoreDataSources(ALL, archiveWith({ [path]: "x" }), place.context), /exit code 3/);
  await assert.rejects(restoreDataSources(ALL, archiveWith({ [path]: "" }), place.context), /app is empty/);
});

function archiveWith(files: Readonly<Record<string, string>>): MemoryArchive {
  const archive = new MemoryArchive();
  for (const [path, contents] of Object.entries(files)) archive.files.set(path, Buffer.from(contents));
  return archive;
}
