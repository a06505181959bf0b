import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { MemoryArchive, dataSourcePlace, type DataSourcePlace } from "@coffer/testkit/data-sources";
import type { DataSourceConfiguration } from "../configuration.ts";
import { openDataSources, restoreDataSources, type RestoreRequest } from "../index.ts";
import { SECRET_PATH } from "../tool/supervisor.ts";
import { firstFields } from "./csv.ts";

const SERVER = { hostname: "db.invalid", port: 5433, username: "u", password: "p" };
const ALL: RestoreRequest = { data_sources: [], schemas: [] };

test("PostgreSQL: what pg_dump, pg_dumpall and psql are called with", async (t) => {
  const tool =
    'if [ "$1" = --list ]; then printf \'shop,u\\n"a ""b"",c",u,"x\\ny"\\ntemplate1,u\\n\'; else echo dump; fi';
  const tried = await tryTools(t, ["pg_dump", "pg_dumpall", "psql", "my"], tool, {
    postgresql_databases: [
      { ...SERVER, name: "shop", no_owner: true, options: "--serializable-deferrable --x 'a b'", ssl_mode: "require" },
      { name: "all", username: "u", list_options: "--role=r" },
      { name: "all", format: "plain", label: "each", compression: "zstd:3", pg_dump_command: "my pg_dump" },
    ],
  });
  await tried.dump();
  const common = "--no-password --clean --if-exists";
  assert.deepEqual(tried.calls().toSorted(), [
    `my pg_dump ${common} --format plain --compress zstd:3 a "b",c`,
    `my pg_dump ${common} --format plain --compress zstd:3 shop`,
    `pg_dump ${common} --host db.invalid --port 5433 --username u --no-owner --format custom --serializable-deferrable --x a b shop`,
    `pg_dumpall ${common} --username u`,
    "psql --list --no-password --no-psqlrc --csv --tuples-only",
  ]);
  assert.ok(tried.environment().includes("PGPASSWORD=p") && tried.environment().includes("PGSSLMODE=require"));
});

test("PostgreSQL: what is called for a restore, and where to", async (t) => {
  const database = { ...SERVER, name: "shop", restore_hostname: "spare.invalid", restore_options: "--jobs 2" };
  const configuration = { postgresql_databases: [{ ...database, no_owner: true, analyze_options: "--role=r" }] };
  const tried = await tryTools(t, ["pg_restore", "psql"], "cat >/dev/null", configuration);
  const path = "borgmatic/postgresql_databases/db.invalid:5433/shop";
  await tried.restore({ ...ALL, username: "other", schemas: ["one", "two"] }, { [path]: "PGDMP" });
  assert.deepEqual(tried.calls(), [
    "pg_restore --no-password --if-exists --exit-on-error --clean --dbname shop --host spare.invalid --port 5433 --username other --no-owner --jobs 2 --schema one --schema two",
    "psql --no-password --no-psqlrc --quiet --host spare.invalid --port 5433 --username other --dbname shop --role=r --command ANALYZE",
  ]);
});

test("MariaDB and MySQL: the account comes first, through a pipe", async (t) => {
  const tool =
    'for word; do case "$word" in --defaults*) cat "${word#*=}" >>"$CALLS.secret";; esac; last=$word; done; echo dump >"$last"';
  const tried = await tryTools(t, ["mariadb-dump", "mysqldump"], tool, {
    mariadb_databases: [{ username: "u", password: 'p "\\', name: "wiki", tls: false, routines: false }],
    mysql_databases: [{ ...SERVER, name: "blog", options: "--defaults-extra-file=/own --quick", socket_path: "/s" }],
  });
  await tried.dump();
  const run = tried.place.context.runtimeDirectory;
  assert.deepEqual(tried.calls().toSorted(), [
    `mariadb-dump --defaults-extra-file=${SECRET_PATH} --add-drop-database --single-transaction --skip-ssl --events --all-tablespaces --databases wiki --result-file ${run}/mariadb_databases/localhost/wiki`,
    `mysqldump --defaults-extra-file=${SECRET_PATH} --quick --add-drop-database --single-transaction --host db.invalid --port 5433 --protocol tcp --socket /s --events --routines --all-tablespaces --databases blog --result-file ${run}/mysql_databases/db.invalid:5433/blog`,
  ]);
  const secrets = readFileSync(join(tried.place.folder, "calls.secret"), "utf8");
  assert.ok(secrets.includes('[client]\nuser=u\npassword="p \\"\\\\"\n'), secrets);
  assert.ok(secrets.includes('!include /own\n[client]\nuser=u\npassword="p"\n'), secrets);
});

test("MongoDB: streams and folders, the password in a file of its own", async (t) => {
  const tool =
    'next=; for word; do case $next in --config) cat "$word" >>"$CALLS.secret";; --out) mkdir -p "$word"; echo bson >"$word/docs";; esac; next=$word; done; cat; echo dump';
  const docs = { ...SERVER, name: "docs", authentication_database: "admin", options: "--quiet" };
  const folder = { name: "all", format: "directory", password: "1: 'x" } as const;
  const tried = await tryTools(t, ["mongodump", "mongorestore"], tool, { mongodb_databases: [docs, folder] });
  const archive = await tried.dump();
  const run = tried.place.context.runtimeDirectory;
  const place = `--host db.invalid --port 5433 --username u --config ${SECRET_PATH} --authenticationDatabase admin`;
  assert.deepEqual(tried.calls().toSorted(), [
    `mongodump ${place} --db docs --quiet --archive`,
    `mongodump --out ${run}/mongodb_databases/localhost/all --config ${SECRET_PATH}`,
  ]);
  const secrets = readFileSync(join(tried.place.folder, "calls.secret"), "utf8").split("\n").toSorted();
  assert.deepEqual(secrets, ["", 'password: "1: \'x"', "password: p"]);
  await restoreDataSources({ ...ALL, schemas: ["docs.a"] }, archive, tried.place.context);
  const [stream, restoredFolder = ""] = tried.calls().slice(2);
  assert.equal(stream, `mongorestore --archive --drop ${place} --nsInclude docs.a`);
  assert.match(
    restoredFolder,
    /^mongorestore --dir \S+\/restore-\w+\/borgmatic\/mongodb_databases\/localhost\/all --config/,
  );
});

test("MongoDB: a password in a file that only its owner can read, and that is in no archive", async (t) => {
  const tool = 'next=; for word; do case $next in --config) stat -c %a "$word"; cat "$word";; esac; next=$word; done';
  const docs = { name: "docs", password: "p", password_transport: "file" } as const;
  const tried = await tryTools(t, ["mongodump"], tool, { mongodb_databases: [docs] });
  const archive = await tried.dump();
  const dump = "borgmatic/mongodb_databases/localhost/docs";
  assert.equal(archive.files.get(dump)?.toString(), "600\npassword: p\n");
  assert.deepEqual([...archive.files.keys()].toSorted(), ["borgmatic/mongodb_databases/dumps.json", dump]);
  assert.match(tried.calls()[0] ?? "", /--config \S+\/borgmatic\/mongodb-\w+\/password\.yaml /);
});

test("OpenLDAP: slapcat writes into the pipe, slapadd reads what it has written", async (t) => {
  const tried = await tryTools(t, ["slapcat", "slapadd"], 'if [ "$3" = -l ]; then echo "dn: $2" >"$4"; else cat; fi', {
    openldap_databases: [{ name: "dc=a b,dc=c" }, { name: "cn=config", label: "slapd", slapadd_command: "slapadd -q" }],
  });
  const archive = await tried.dump();
  const run = `${tried.place.context.runtimeDirectory}/openldap_databases`;
  assert.deepEqual(tried.calls().toSorted(), [
    `slapcat -b cn=config -l ${run}/slapd/cn=config`,
    `slapcat -b dc=a b,dc=c -l ${run}/localhost/dc=a b,dc=c`,
  ]);
  assert.equal(
    archive.files.get("borgmatic/openldap_databases/localhost/dc=a b,dc=c")?.toString(),
    "dn: dc=a b,dc=c\n",
  );
  await restoreDataSources(ALL, archive, tried.place.context);
  assert.deepEqual(tried.calls().slice(2).toSorted(), ["slapadd -b dc=a b,dc=c", "slapadd -q -b cn=config"]);
});

test("InfluxDB: folders of a bucket or of the whole server, the token in the environment", async (t) => {
  const tool = 'for word; do last=$word; done; [ "$1" != backup ] || { mkdir "$last"; echo tsm >"$last/1.tar.gz"; }';
  const { hostname, port, password } = SERVER;
  const server = { hostname, port, password, tls: false, verify_tls: false, compression: "none" } as const;
  const metrics = { ...server, name: "metrics", organization_name: "o", restore_bucket: "new", full_replace: true };
  const whole = { name: "all", organization_id: "7", organization_name: "x", active_configuration: "c" };
  const byId = { name: "logs", bucket_id: "9", configurations_path: "/c", restore_organization: "p" };
  const tried = await tryTools(t, ["influx"], tool, { influxdb_databases: [metrics, whole, byId] });
  const archive = await tried.dump();
  const run = `${tried.place.context.runtimeDirectory}/influxdb_databases`;
  assert.deepEqual(tried.calls(), [
    `influx backup --skip-verify --host http://db.invalid:5433 --org o --bucket metrics --compression none ${run}/db.invalid:5433/metrics`,
    `influx backup --host https://localhost:8086 --active-config c --org-id 7 ${run}/localhost/all`,
    `influx backup --host https://localhost:8086 --configs-path /c --bucket-id 9 ${run}/localhost/logs`,
  ]);
  assert.ok(tried.environment().includes("INFLUX_TOKEN=p"));
  await restoreDataSources({ ...ALL, data_sources: ["metrics"], hostname: "spare" }, archive, tried.place.context);
  await restoreDataSources({ ...ALL, data_sources: ["logs"] }, archive, tried.place.context);
  const [toSpare = "", toNew = ""] = tried.calls().slice(3);
  assert.match(
    toSpare,
    /^influx restore --host http:\/\/spare:5433 --org o --bucket metrics --new-bucket new --skip-verify --full \S+\/restore-\w+\/borgmatic\/influxdb_databases\/db\.invalid:5433\/metrics$/,
  );
  assert.match(
    toNew,
    /^influx restore --host https:\/\/localhost:8086 --bucket-id 9 --new-org p --configs-path \/c \S+$/,
  );
});

test("SQLite: a dump that cannot be restored leaves the database as it is", async (t) => {
  const tried = await tryTools(t, ["sqlite3"], 'echo new >"$2"; exit 1', {
    sqlite_databases: [{ name: "app", path: "app.db" }],
  });
  const path = join(tried.place.folder, "app.db");
  writeFileSync(path, "old");
  const restoring = tried.restore(ALL, { "borgmatic/sqlite_databases/localhost/app": "create table" });
  await assert.rejects(restoring, /Restore of SQLite database app \(sqlite_databases\) failed/);
  assert.equal(readFileSync(path, "utf8"), "old");
});

test("a container's address is asked of docker, then of podman", async (t) => {
  const database = { name: "shop", container: "db1", hostname: "ignored" };
  const tried = await tryTools(t, ["pg_dump"], "echo dump", { postgresql_databases: [database] });
  tried.place.fakeTool("docker", "echo 'no such container' >&2; exit 1");
  tried.place.fakeTool("podman", `[ "$4" = db1 ] && echo '{"IPAddress":"","Networks":{"n":{"IPAddress":"10.0.0.7"}}}'`);
  const archive = await tried.dump();
  assert.match(tried.calls()[0] ?? "", /--host 10\.0\.0\.7 /);
  assert.ok(archive.files.has("borgmatic/postgresql_databases/db1/shop"));
  tried.place.fakeTool("podman", `echo '{"IPAddress":""}'`);
  await assert.rejects(tried.dump(), /address of container db1: docker: no such container; podman tells no address/);
});

test("nothing is started in a dry run", async (t) => {
  const tried = await tryTools(t, ["pg_dump", "psql"], "echo dump", { postgresql_databases: [{ name: "all" }] });
  const sources = await openDataSources({ ...tried.place.context, dryRun: true }, []);
  assert.deepEqual([sources.patterns, sources.streaming, tried.calls()], [[], false, []]);
});

test("firstFields() reads the first field of each record, quoted or not", () => {
  assert.deepEqual(firstFields('a,b\n"c ""d"",\n",e\r\nf\n'), ["a", 'c "d",\n', "f"]);
  assert.deepEqual(firstFields(""), []);
  assert.throws(() => firstFields('"never ends'), SyntaxError);
});

interface Tried {
  readonly place: DataSourcePlace;
  /** What the tools were called with, a line a call. */
  readonly calls: () => string[];
  /** The environment of the last call, variable by variable. */
  readonly environment: () => string[];
  readonly dump: () => Promise<MemoryArchive>;
  readonly restore: (request: RestoreRequest, files: Readonly<Record<string, string>>) => Promise<void>;
}

async function tryTools(
  t: TestContext,
  names: readonly string[],
  script: string,
  configuration: DataSourceConfiguration,
): Promise<Tried> {
  const place = await dataSourcePlace(t, configuration);
  const file = join(place.folder, "calls");
  for (const name of names) {
    place.fakeTool(name, `CALLS=${file}; echo "${name} $*" >>$CALLS; env >>$CALLS.env\n${script}`);
  }
  const lines = (path: string): string[] => (existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : []);
  return {
    place,
    calls: () => lines(file),
    environment: () => lines(`${file}.env`),
    dump: async () => {
      const sources = await openDataSources(place.context, []);
      try {
        return await sources.feed(() => new MemoryArchive().store(sources.patterns));
      } finally {
        await sources.close();
      }
    },
    restore: async (request, files) => {
      const archive = new MemoryArchive();
      for (const [path, contents] of Object.entries(files)) archive.files.set(path, Buffer.from(contents));
      await restoreDataSources(request, archive, place.context);
    },
  };
}
