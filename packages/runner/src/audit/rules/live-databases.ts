import { basename } from "node:path";
import type { Finding } from "../../state/index.ts";
import type { AuditSubject } from "../audit-subject.ts";
import { DUMP_OPTIONS, findDatabase, type FoundDatabase, isDumped, snapshotOf } from "../databases/index.ts";

/** What is looked at of the sources; more of them would take longer than an audit may. */
const NAMES_MAX = 5_000_000;

/** Database files inside the sources that a server writes while they are read: such a copy does not fit together. */
export function liveDatabases(subject: AuditSubject): readonly Finding[] {
  const found: FoundDatabase[] = [];
  let names = 0;
  for (const folder of subject.coverage.folders()) {
    found.push(...findDatabase(folder, subject.machine));
    names += folder.names.length;
    if (names > NAMES_MAX) return [...found.map((database) => findingOf(database, subject)).flat(), incomplete(names)];
  }
  return found.flatMap((database) => findingOf(database, subject));
}

function findingOf(database: FoundDatabase, subject: AuditSubject): readonly Finding[] {
  const { configuration, mounts, together, workingDirectory } = subject;
  const { path, title, evidence } = database;
  if (snapshotOf(path, configuration, mounts) !== undefined) return [];
  if (together.some((other) => isDumped(database, other.configuration, workingDirectory))) return [twice(database)];
  const reason = database.isInUse ? "in use" : "not in use now";
  return [
    {
      code: "live-database",
      subject: path,
      severity: severityOf(database),
      text: `${path} holds a database of ${title} (${evidence}; ${reason}), and nothing dumps it: the copy in the archive may be torn`,
      remedy: remedyOf(database),
    },
  ];
}

/** Whole dumps of Redis are only old; a server that does not run leaves its files as they are. */
function severityOf({ kind, isInUse }: FoundDatabase): Finding["severity"] {
  if (kind === "redis" && !isInUse) return "info";
  const isServer = kind === "postgresql" || kind === "mysql" || kind === "mongodb";
  return isServer && isInUse ? "error" : "warning";
}

function remedyOf({ kind, path }: FoundDatabase): string {
  const exclude = (pattern: string): string => `exclude_patterns:\n    - ${pattern}`;
  const dump = DUMP_OPTIONS[kind];
  if (dump !== undefined) return `${dump}\n${exclude(path)}`;
  if (kind === "sqlite") {
    return `sqlite_databases:\n    - name: ${basename(path).replace(/\.[^.]*$/, "")}\n      path: ${path}\n${exclude(`${path}*`)}`;
  }
  const command = kind === "lmdb" ? `mdb_copy -n ${path} ${path}.copy` : `redis-cli --rdb ${path}.copy`;
  return `commands:\n    - before: action\n      when: [create]\n      run: ["${command}"]\n${exclude(`${path}/*`)}`;
}

function twice({ path, title }: FoundDatabase): Finding {
  return {
    code: "database-twice",
    subject: path,
    severity: "info",
    text: `${path} is in the archive beside the dumps of ${title}: as files it takes space, and is of no use`,
    remedy: `exclude_patterns:\n    - ${path}`,
  };
}

function incomplete(names: number): Finding {
  return {
    code: "search-incomplete",
    subject: "",
    severity: "info",
    text: `The sources hold more than ${names} files: not all of them were searched for databases`,
    remedy: "",
  };
}
