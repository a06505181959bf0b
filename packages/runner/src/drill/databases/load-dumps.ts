import { chmod, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ArchivedDump,
  archivedDumps,
  type DataSourceContext,
  DataSourceFailed,
  dumpPath,
  type RowCounts,
} from "../../hooks/index.ts";
import type { Log } from "../../log/index.ts";
import { makeOwnedFolder, removeTree } from "../../system/index.ts";
import type { DrillContext, DrilledArchive } from "../drill-context.ts";
import type { LoadedDump } from "../drill-result.ts";
import type { DrillFindings } from "../findings.ts";
import type { CountedTable, RowCountStore } from "../row-count-store.ts";
import { SCRATCH_PREFIX } from "../scratch-folder.ts";
import { FolderReader } from "./folder-reader.ts";
import { type DumpTrial, NoServer, ServerFailed, TrialFailed, type TryDump } from "./trial.ts";
import { tryMysql } from "./try-mysql.ts";
import { tryPostgresql } from "./try-postgresql.ts";
import { trySqlite } from "./try-sqlite.ts";

const TRIALS: Readonly<Record<ArchivedDump["record"]["hook_name"], TryDump>> = {
  postgresql_databases: tryPostgresql,
  mariadb_databases: tryMysql,
  mysql_databases: tryMysql,
  sqlite_databases: trySqlite,
  influxdb_databases: noServerFor("InfluxDB"),
  mongodb_databases: noServerFor("MongoDB"),
  openldap_databases: noServerFor("OpenLDAP"),
};

function noServerFor(title: string): TryDump {
  return async () => await Promise.reject(new NoServer(`dumps of ${title} cannot be tried`));
}

/** Dumps among what was restored, and where to try them. */
export interface DumpsDrill {
  readonly archive: DrilledArchive;
  readonly restored: string;
  /** For the data of servers; other users may pass through. */
  readonly servers: string;
  readonly counts: RowCountStore;
  readonly findings: DrillFindings;
  readonly context: DrillContext;
}

/** Loads each dump that was restored into a server of its own, and compares rows with what `create` has counted. */
export async function loadDumps(drill: DumpsDrill): Promise<readonly LoadedDump[]> {
  const { archive, restored, servers, context, findings } = drill;
  const toolContext: DataSourceContext = {
    ...context,
    configurationPaths: [],
    runtimeDirectory: servers,
    log: quiet(context.log),
    dryRun: false,
  };
  const dumps = await archivedDumps(new FolderReader(archive.name, restored), { ...toolContext, log: context.log });
  const loaded: LoadedDump[] = [];
  for (const [index, dump] of dumps.entries()) {
    const name = dumpPath(dump.record);
    context.log.info(`Loading ${name}`);
    const rows = await tryDump(dump, join(servers, String(index)), drill, toolContext);
    if (rows === undefined) continue;
    const counted = drill.counts.get(name);
    if (counted.size > 0) compare(name, rows, counted, findings);
    const sum = [...rows.values()].reduce((total, count) => total + count, 0);
    loaded.push({ dump: name, tables: rows.size, rows: sum, compared: counted.size > 0 });
  }
  return loaded;
}

async function tryDump(
  { record, path, isFolder }: ArchivedDump,
  folder: string,
  { restored, findings, archive }: DumpsDrill,
  context: DataSourceContext,
): Promise<RowCounts | undefined> {
  const subject = dumpPath(record);
  // a socket's path may not be long
  const sockets = await makeOwnedFolder(tmpdir(), SCRATCH_PREFIX);
  try {
    await mkdir(folder);
    for (const each of [folder, sockets]) await chmod(each, 0o711);
    const place = { path: join(restored, path), isFolder, folder, sockets, context };
    const trial: DumpTrial = { name: record.data_source_name, ...place };
    return await TRIALS[record.hook_name](trial);
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof NoServer) {
      findings.warn("dump-not-tried", subject, `This dump was not loaded: ${error.message}`);
    } else if (error instanceof ServerFailed) {
      const remedy =
        "The scratch folder must be one that the users postgres and mysql can get to: drill.scratch_directory";
      findings.error("server-not-started", subject, `This dump was not loaded: ${flat(error.message)}`, remedy);
    } else if (error instanceof TrialFailed || error instanceof DataSourceFailed) {
      const text = `This dump cannot be loaded: ${flat(error.message)}`;
      findings.error(
        "dump-broken",
        subject,
        text,
        `Look at how the dump is made; other archives than ${archive.name} may be whole`,
      );
    } else throw error;
    return undefined;
  } finally {
    await removeTree(sockets);
    await removeTree(folder);
  }
}

function flat(text: string): string {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .join(" / ");
}

function compare(
  dump: string,
  rows: RowCounts,
  counted: ReadonlyMap<string, CountedTable>,
  findings: DrillFindings,
): void {
  for (const [table, { before, after }] of counted) {
    const count = rows.get(table);
    const subject = `${dump}: ${table}`;
    if (count === undefined) {
      findings.error("dump-table-missing", subject, `The dump does not hold this table, which had ${before} rows`);
      continue;
    }
    const [least, most] = [Math.min(before, after), Math.max(before, after)];
    if (count >= least && count <= most) continue;
    if (before === after) {
      findings.error("dump-rows-differ", subject, `${count} rows come out of the dump, ${before} were counted`);
    } else {
      const text = `${count} rows come out of the dump, ${before} were counted before it and ${after} after it`;
      findings.warn("dump-rows-unclear", subject, text, "The table was in use; a later drill may show more");
    }
  }
}

/** What servers and their clients say is of interest only when something fails, and stands in the finding then. */
function quiet(log: Log): Log {
  return {
    debug: (message) => log.debug(message),
    info: (message) => log.debug(message),
    answer: (message) => log.debug(message),
    warning: (message) => log.debug(message),
    error: (message) => log.debug(message),
    critical: (message) => log.debug(message),
    withPrefix: (prefix) => quiet(log.withPrefix(prefix)),
  };
}
