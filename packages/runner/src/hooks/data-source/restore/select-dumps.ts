import type { AnyDatabase } from "../configuration.ts";
import { DataSourceFailed } from "../data-source-failed.ts";
import type { DatabaseHookName } from "../dumps/dump-path.ts";
import { describeDump, type DumpRecord } from "../dumps/dump-record.ts";
import type { ArchivedDump } from "./archived-dumps.ts";
import { dumpMatches, type DumpQuery } from "./dump-matches.ts";
import type { RestoreRequest } from "./restore-request.ts";

/**
 * The dumps of an archive that a request means: all of them if it names none.
 *
 * @throws {DataSourceFailed} If a name that is asked for is not in the archive, or is there more than once.
 */
export function selectDumps(request: RestoreRequest, archived: readonly ArchivedDump[]): readonly ArchivedDump[] {
  const queries = queriesOf(request);
  const selected = new Set(queries.some(({ data_source_name }) => data_source_name === "all") ? archived : []);
  const missing: DumpQuery[] = [];
  for (const query of queries.filter(({ data_source_name }) => data_source_name !== "all")) {
    const found = archived.filter(({ record }) => dumpMatches(query, record));
    if (found.length === 0) missing.push(query);
    if (found.length > 1 && isOneName(query)) throw ambiguous(found);
    for (const dump of found) selected.add(dump);
  }
  if (missing.length > 0) {
    const names = missing.map(describeQuery).join(", ");
    const dumps = missing.length > 1 ? "dumps" : "dump";
    throw new DataSourceFailed(`Cannot restore data source ${dumps} ${names} missing from archive`);
  }
  return [...selected];
}

function queriesOf(request: RestoreRequest): readonly DumpQuery[] {
  const { hook, data_sources } = request;
  const query: DumpQuery = {
    hook_name: hook === undefined ? undefined : hookName(hook),
    hostname: request.original_hostname,
    port: request.original_port,
    label: request.original_label,
    container: request.original_container,
  };
  const names = data_sources.length === 0 ? [undefined] : [...new Set(data_sources)];
  const isOpen = data_sources.length === 0 && Object.values(query).every((value) => value === undefined);
  if (isOpen) return [{ data_source_name: "all" }];
  return names.map((name) => ({ ...query, data_source_name: name }));
}

function hookName(hook: string): DatabaseHookName {
  return (hook.endsWith("_databases") ? hook : `${hook}_databases`) as DatabaseHookName;
}

function isOneName({ data_source_name }: DumpQuery): boolean {
  return data_source_name !== undefined && !data_source_name.includes("*");
}

function ambiguous(found: readonly ArchivedDump[]): DataSourceFailed {
  const names = found.map(({ record }) => describeDump(record)).join(", ");
  return new DataSourceFailed(
    `Cannot restore data source: there are multiple matching dumps in the archive: ${names}. Choose one with --hook, --original-hostname, --original-port, --original-label or --original-container`,
  );
}

function describeQuery(query: DumpQuery): string {
  const { hook_name, data_source_name = "unspecified", hostname, port, label, container } = query;
  const place = [label ?? container ?? hostname, port].filter((part) => part !== undefined && part !== null).join(":");
  const hook = hook_name === undefined ? "" : ` (${hook_name})`;
  return `${data_source_name}${place === "" ? "" : `@${place}`}${hook}`;
}

/**
 * The entry of the configuration that a dump belongs to: one of the same name, or else the one for `all`. A path without a port tells
 * nothing of it if an older borgmatic has made it, so any port will do where none fits.
 *
 * @throws {DataSourceFailed} If there are several.
 */
export function configuredDatabase<Database extends AnyDatabase>(
  { record, isGuessed }: Pick<ArchivedDump, "record" | "isGuessed">,
  databases: readonly Database[],
  defaultPort: number | null,
): Database | undefined {
  const names = [record.data_source_name, "all"];
  const tries = [false, ...(isGuessed && record.port === null ? [true] : [])];
  for (const [name, anyPort] of tries.flatMap((any) => names.map((each) => [each, any] as const))) {
    const found = databases.filter((database) => {
      const query = { ...queryOf(database, record), ...(anyPort ? { port: undefined } : {}) };
      return dumpMatches(query, { ...record, data_source_name: name }, defaultPort);
    });
    if (found.length > 1) {
      throw new DataSourceFailed(
        `Cannot restore data source ${describeDump(record)}: there are multiple matching data sources configured`,
      );
    }
    if (found[0] !== undefined) return found[0];
  }
  return undefined;
}

function queryOf({ name, hostname, port, label, container }: AnyDatabase, { hook_name }: DumpRecord): DumpQuery {
  return {
    hook_name,
    data_source_name: name,
    hostname: hostname ?? null,
    port: port ?? null,
    label: label || undefined,
    container: container ?? null,
  };
}
