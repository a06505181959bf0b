import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { removeTree } from "../../../system/index.ts";
import type { AnyDatabase } from "../configuration.ts";
import { DataSourceFailed } from "../data-source-failed.ts";
import type { DataSourceContext, DataSourceHook, DumpCounter, DumpPlan, DumpStream } from "../data-source-hook.ts";
import { dumpPath, RECORDS_FILE } from "../dumps/dump-path.ts";
import { describeDump, type DumpRecord, formatDumpRecords } from "../dumps/dump-record.ts";
import { runFolders } from "../run-folders.ts";
import { injectRoot, type SourcePattern } from "../source-pattern.ts";
import { startDump } from "../tool/start-dump.ts";
import { runTool } from "../tool/run-tool.ts";
import type { RowCounts } from "./count-rows.ts";
import type { DatabaseKind, PlannedDump } from "./database-kind.ts";

/**
 * The data source that dumps the databases of one make. Each dump lies at `borgmatic/<hook>/<host>/<name>` in the archive, and
 * `borgmatic/<hook>/dumps.json` tells of them all.
 *
 * @param databasesOf The entries of the configuration.
 */
export function databaseHook<Database extends AnyDatabase>(
  kind: DatabaseKind<Database>,
  databasesOf: (configuration: DataSourceContext["configuration"]) => readonly Database[] | undefined,
): DataSourceHook {
  return {
    name: kind.hookName,

    async removeLeftovers({ runtimeDirectory, system, dryRun }: DataSourceContext): Promise<void> {
      if (dryRun) return;
      const folders = await runFolders(runtimeDirectory, system.nowMs());
      for (const folder of folders) await removeTree(`${folder}/${kind.hookName}`);
    },

    async dump(context: DataSourceContext, patterns: readonly SourcePattern[]): Promise<DumpPlan> {
      const databases = databasesOf(context.configuration) ?? [];
      const dry = context.dryRun ? " (dry run; not actually dumping anything)" : "";
      context.log.info(`Dumping ${kind.title} databases${dry}`);
      if (context.dryRun) return { patterns, streams: [] };
      return await new Dumping(kind, context).dumpAll(databases, patterns);
    },
  };
}

/** The dumps of one make in one run, as they are begun. */
class Dumping<Database extends AnyDatabase> {
  readonly #kind: DatabaseKind<Database>;
  readonly #context: DataSourceContext;
  readonly #records: DumpRecord[] = [];
  readonly #streams: DumpStream[] = [];
  readonly #counters: DumpCounter[] = [];

  constructor(kind: DatabaseKind<Database>, context: DataSourceContext) {
    this.#kind = kind;
    this.#context = context;
  }

  async dumpAll(databases: readonly Database[], patterns: readonly SourcePattern[]): Promise<DumpPlan> {
    const { hookName, title } = this.#kind;
    const folder = `${this.#context.runtimeDirectory}/${hookName}`;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      for (const database of databases) {
        const dumps = await this.#kind.planDumps(database, this.#context);
        if (dumps.length === 0)
          throw new DataSourceFailed(`Cannot find any ${title} databases to dump: ${database.name}`);
        for (const dump of dumps) await this.#begin(dump, database);
      }
    } catch (error) {
      for (const stream of this.#streams) stream.stop();
      await Promise.allSettled(this.#streams.map(({ finished }) => finished));
      throw error;
    }
    await writeFile(`${folder}/${RECORDS_FILE}`, formatDumpRecords(this.#records), { mode: 0o600 });
    return { patterns: injectRoot(patterns, folder), streams: this.#streams, counters: this.#counters };
  }

  async #begin(planned: PlannedDump, database: Database): Promise<void> {
    const { log, runtimeDirectory } = this.#context;
    const record = recordOf(this.#kind, planned, database);
    const path = `${runtimeDirectory}/${dumpPath(record)}`;
    const title = `Dump of ${this.#kind.title} database ${describeDump(record)}`;
    if (existsSync(path)) {
      log.warning(`${title}: skipped, for another one has the same place; give one of them a label`);
      return;
    }
    this.#records.push(record);
    log.debug(`${title} to ${path}`);
    if (this.#context.countRows === true) await this.#count(planned, database, dumpPath(record));
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    if (planned.comesOut === "in folder") {
      await runTool(title, planned.call(path), this.#context);
      return;
    }
    const pipe = { path, redirect: planned.comesOut === "at stdout" };
    this.#streams.push(await startDump(title, planned.call(path), pipe, this.#context));
  }

  /** A server that cannot be counted can be backed up all the same. */
  async #count(planned: PlannedDump, database: Database, dump: string): Promise<void> {
    const [kind, context] = [this.#kind, this.#context];
    try {
      const before = await kind.countRows?.(planned, database, context);
      if (before === undefined) return;
      const countAgain = async (): Promise<RowCounts> =>
        (await kind.countRows?.(planned, database, context)) ?? new Map<string, number>();
      this.#counters.push({ dump, before, countAgain });
    } catch (error) {
      if (!(error instanceof DataSourceFailed)) throw error;
      context.log.warning(`The rows of ${dump} are not counted: ${error.message}`);
    }
  }
}

function recordOf<Database extends AnyDatabase>(
  { hookName }: DatabaseKind<Database>,
  { name }: PlannedDump,
  { hostname, port, label, container }: Database,
): DumpRecord {
  return {
    hook_name: hookName,
    data_source_name: name,
    hostname: hostname ?? null,
    port: port ?? null,
    label: label ?? null,
    container: container ?? null,
  };
}
