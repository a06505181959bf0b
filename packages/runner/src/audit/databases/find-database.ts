import type { SourceFolder } from "../coverage/index.ts";
import type { Machine } from "../machine/index.ts";
import type { FoundDatabase } from "./found-database.ts";

type Finder = (folder: SourceFolder, names: ReadonlySet<string>, machine: Machine) => readonly FoundDatabase[];

/** The databases whose files lie in a folder. */
export function findDatabase(folder: SourceFolder, machine: Machine): readonly FoundDatabase[] {
  const names = new Set(folder.names.map(({ name }) => name));
  return FINDERS.flatMap((find) => find(folder, names, machine));
}

const postgresql: Finder = ({ path }, names, machine) => {
  if (!names.has("PG_VERSION") || machine.look(`${path}/global/pg_control`) === undefined) return [];
  // line 4 is the port
  const lines = machine.readText(`${path}/postmaster.pid`)?.split("\n");
  const port = Number(lines?.[3]);
  const evidence =
    lines === undefined ? "PG_VERSION, global/pg_control" : "PG_VERSION, global/pg_control, postmaster.pid";
  const found = { kind: "postgresql", title: "PostgreSQL", path, evidence, isInUse: lines !== undefined } as const;
  return [port > 0 ? { ...found, port } : found];
};

const mysql: Finder = ({ path }, names) => {
  const isData = names.has("ibdata1") || names.has("mysql.ibd") || names.has("aria_log_control");
  if (!isData) return [];
  // a server that ends well takes its temporary tablespace along
  const isInUse = names.has("ibtmp1") || names.has("#innodb_temp");
  const evidence = ["ibdata1", "mysql.ibd", "aria_log_control", "ibtmp1"].filter((name) => names.has(name)).join(", ");
  return [{ kind: "mysql", title: "MariaDB or MySQL", path, evidence, isInUse }];
};

const mongodb: Finder = ({ path }, names, machine) => {
  if (!names.has("WiredTiger") || !names.has("WiredTiger.wt")) return [];
  // it is emptied when the server ends well
  const isInUse = (machine.look(`${path}/mongod.lock`)?.size ?? 0) > 0;
  return [{ kind: "mongodb", title: "MongoDB", path, evidence: "WiredTiger, WiredTiger.wt", isInUse }];
};

const redis: Finder = ({ path }, names) => {
  const log = ["appendonlydir", "appendonly.aof"].find((name) => names.has(name));
  if (log !== undefined) return [{ kind: "redis", title: "Redis", path, evidence: log, isInUse: true }];
  // each dump takes the place of the one before it as a whole
  if (!names.has("dump.rdb")) return [];
  return [{ kind: "redis", title: "Redis", path, evidence: "dump.rdb", isInUse: false }];
};

const lmdb: Finder = ({ path }, names) =>
  names.has("data.mdb") && names.has("lock.mdb")
    ? [{ kind: "lmdb", title: "LMDB", path, evidence: "data.mdb, lock.mdb", isInUse: true }]
    : [];

const SQLITE_HEAD = "SQLite format 3\0";

/** A log with something in it: what is committed may stand there and not yet in the database. */
const sqlite: Finder = ({ path, names: files }, names, machine) =>
  files.flatMap(({ name, kind }) => {
    const base = kind === "file" ? /^(.+)-(?:wal|journal)$/.exec(name)?.[1] : undefined;
    if (base === undefined || !names.has(base)) return [];
    const isInUse = (machine.look(`${path}/${name}`)?.size ?? 0) > 0;
    if (!isInUse || machine.readText(`${path}/${base}`, SQLITE_HEAD.length)?.startsWith(SQLITE_HEAD) !== true)
      return [];
    return [{ kind: "sqlite" as const, title: "SQLite", path: `${path}/${base}`, evidence: name, isInUse }];
  });

const FINDERS: readonly Finder[] = [postgresql, mysql, mongodb, redis, lmdb, sqlite];
