import { mkdtemp } from "node:fs/promises";
import { join, normalize } from "node:path";
import type { AnyDatabase } from "../configuration.ts";
import { DataSourceFailed } from "../data-source-failed.ts";
import type { DataSourceContext } from "../data-source-hook.ts";
import type { DatabaseKind } from "../databases/database-kind.ts";
import { influxdb } from "../databases/influxdb.ts";
import { mariadb } from "../databases/mariadb.ts";
import { mongodb } from "../databases/mongodb.ts";
import { mysql } from "../databases/mysql.ts";
import { openldap } from "../databases/openldap.ts";
import { postgresql } from "../databases/postgresql.ts";
import { sqlite } from "../databases/sqlite.ts";
import { describeDump, type DumpRecord } from "../dumps/dump-record.ts";
import { removeTree } from "../../../system/index.ts";
import { runTool } from "../tool/run-tool.ts";
import { type ArchivedDump, archivedDumps } from "./archived-dumps.ts";
import { loadDump } from "./load-dump.ts";
import type { ArchiveReader, RestoreRequest } from "./restore-request.ts";
import { configuredDatabase, selectDumps } from "./select-dumps.ts";

/**
 * Restores dumps of an archive into databases: the action `restore`.
 *
 * What can be restored is, even if other dumps that were asked for are not in the configuration.
 *
 * @throws {DataSourceFailed} If a dump that is asked for is missing from the archive or the configuration, or cannot be restored.
 * @throws What reading the archive throws.
 */
export async function restoreDataSources(
  request: RestoreRequest,
  reader: ArchiveReader,
  context: DataSourceContext,
): Promise<void> {
  const dumps = selectDumps(request, await archivedDumps(reader, context));
  if (dumps.length === 0) throw new DataSourceFailed("No data source dumps were found to restore");
  const unknown: DumpRecord[] = [];
  for (const dump of dumps) {
    const isKnown = await new Restoring(request, reader, context).restore(dump);
    if (!isKnown) unknown.push(dump.record);
  }
  if (unknown.length > 0) {
    const sources = unknown.length > 1 ? "data sources" : "data source";
    throw new DataSourceFailed(
      `Cannot restore ${sources} ${unknown.map(describeDump).join(", ")} missing from the configuration`,
    );
  }
}

class Restoring {
  readonly #request: RestoreRequest;
  readonly #reader: ArchiveReader;
  readonly #context: DataSourceContext;

  constructor(request: RestoreRequest, reader: ArchiveReader, context: DataSourceContext) {
    this.#request = request;
    this.#reader = reader;
    this.#context = context;
  }

  /** @returns Whether the dump belongs to a database of the configuration. */
  async restore(dump: ArchivedDump): Promise<boolean> {
    const { configuration } = this.#context;
    switch (dump.record.hook_name) {
      case "influxdb_databases":
        return await this.#restoreAs(influxdb, configuration.influxdb_databases, dump);
      case "mariadb_databases":
        return await this.#restoreAs(mariadb, configuration.mariadb_databases, dump);
      case "mongodb_databases":
        return await this.#restoreAs(mongodb, configuration.mongodb_databases, dump);
      case "mysql_databases":
        return await this.#restoreAs(mysql, configuration.mysql_databases, dump);
      case "openldap_databases":
        return await this.#restoreAs(openldap, configuration.openldap_databases, dump);
      case "postgresql_databases":
        return await this.#restoreAs(postgresql, configuration.postgresql_databases, dump);
      case "sqlite_databases":
        return await this.#restoreAs(sqlite, configuration.sqlite_databases, dump);
    }
  }

  async #restoreAs<Database extends AnyDatabase>(
    kind: DatabaseKind<Database>,
    databases: readonly Database[] = [],
    dump: ArchivedDump,
  ): Promise<boolean> {
    const { log, dryRun } = this.#context;
    const database = configuredDatabase(dump, databases, kind.defaultPort);
    if (database === undefined) return false;
    const dry = dryRun ? " (dry run; not actually restoring anything)" : "";
    log.info(`Restoring data source ${describeDump(dump.record)}${dry}`);
    if (!dryRun) await this.#restoreInto(kind, database, dump);
    return true;
  }

  async #restoreInto<Database extends AnyDatabase>(
    kind: DatabaseKind<Database>,
    database: Database,
    dump: ArchivedDump,
  ): Promise<void> {
    const [request, reader, context] = [this.#request, this.#reader, this.#context];
    const title = `Restore of ${kind.title} database ${describeDump(dump.record)}`;
    const extracted = dump.isFolder ? await mkdtemp(join(normalize(context.runtimeDirectory), "restore-")) : undefined;
    try {
      if (extracted !== undefined) await reader.extract([`pp:${dump.path}`], extracted, context.signal);
      await kind.restore({
        name: dump.record.data_source_name,
        database,
        target: request,
        schemas: request.schemas,
        folder: extracted === undefined ? undefined : join(extracted, dump.path),
        context,
        load: async (call) => {
          if (extracted === undefined) await loadDump(title, call, dump.path, reader, context);
          else await runTool(title, call, context);
        },
        run: async (call) => void (await runTool(title, call, context)),
      });
    } finally {
      if (extracted !== undefined) await removeTree(extracted);
    }
  }
}
