import assert from "node:assert/strict";
import { test } from "node:test";
import type { Configuration } from "../../config/index.ts";
import { PreparedMachine } from "../testing/prepared-machine.ts";
import { liveDatabases } from "./live-databases.ts";

const DATABASES = {
  "/d/pg/PG_VERSION": "15\n",
  "/d/pg/global/pg_control": "",
  "/d/pg/postmaster.pid": "1234\n/d/pg\n1700000000\n5433\n/run\n",
  "/d/pg-idle/PG_VERSION": "15\n",
  "/d/pg-idle/global/pg_control": "",
  "/d/my/ibdata1": "",
  "/d/my/ibtmp1": "",
  "/d/my/shop/orders.ibd": "",
  "/d/mongo/WiredTiger": "",
  "/d/mongo/WiredTiger.wt": "",
  "/d/mongo/mongod.lock": "77\n",
  "/d/redis/appendonly.aof": "",
  "/d/redis-plain/dump.rdb": "",
  "/d/ldap/data.mdb": "",
  "/d/ldap/lock.mdb": "",
  "/d/app/app.db": "SQLite format 3\0…",
  "/d/app/app.db-wal": "pages",
  "/d/app/quiet.db": "SQLite format 3\0…",
  "/d/app/quiet.db-wal": "",
  "/d/app/notes": "text",
  "/d/app/notes-journal": "text",
};

function found(
  machine: PreparedMachine,
  configuration: Partial<Configuration> = {},
  lines: readonly string[] = ["R /d"],
): readonly string[] {
  return liveDatabases(machine.subject({ lines, configuration }))
    .map(({ severity, code, subject }) => [severity, code, subject].join(" "))
    .toSorted();
}

test("databases of every make are found by their files", (t) => {
  assert.deepEqual(found(new PreparedMachine(t, DATABASES)), [
    "error live-database /d/mongo",
    "error live-database /d/my",
    "error live-database /d/pg",
    "info live-database /d/redis-plain",
    "warning live-database /d/app/app.db",
    "warning live-database /d/ldap",
    "warning live-database /d/pg-idle",
    "warning live-database /d/redis",
  ]);
});

test("a dump of that server mends it; one of another port or host does not", (t) => {
  const machine = new PreparedMachine(t, DATABASES);
  const lines = ["R /d/pg", "R /d/my", "R /d/app"];
  const dumped = {
    postgresql_databases: [{ name: "all", port: 5433 }],
    mariadb_databases: [{ name: "all", hostname: "127.0.0.1" }],
    sqlite_databases: [{ name: "app", path: "/d/app/app.db" }],
  };
  assert.deepEqual(found(machine, dumped, lines), [
    "info database-twice /d/app/app.db",
    "info database-twice /d/my",
    "info database-twice /d/pg",
  ]);
  const others = {
    postgresql_databases: [{ name: "all" }],
    mariadb_databases: [{ name: "all", hostname: "db.example.org" }],
    sqlite_databases: [{ name: "app", path: "/d/app/other.db" }],
  };
  assert.deepEqual(found(machine, others, lines), [
    "error live-database /d/my",
    "error live-database /d/pg",
    "warning live-database /d/app/app.db",
  ]);
});

test("what the remedy says mends it", (t) => {
  const machine = new PreparedMachine(t, DATABASES);
  const [finding] = liveDatabases(machine.subject({ lines: ["R /d/app"] }));
  assert.equal(
    finding?.remedy,
    "sqlite_databases:\n    - name: app\n      path: /d/app/app.db\nexclude_patterns:\n    - /d/app/app.db*",
  );
  assert.deepEqual(found(machine, {}, ["R /d/app", "! fm:/d/app/app.db*"]), []);
});

test("snapshots hold files still, where the file system has them", (t) => {
  const machine = new PreparedMachine(t, DATABASES).mount("/", "sda1", "btrfs").mount("/d/my", "sdb1");
  const lines = ["R /d/pg", "R /d/my"];
  assert.deepEqual(found(machine, { btrfs: null }, lines), ["error live-database /d/my"]);
  assert.equal(found(machine, { zfs: null }, lines).length, 2);
});
