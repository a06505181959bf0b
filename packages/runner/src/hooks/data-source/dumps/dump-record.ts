import { DataSourceFailed } from "../data-source-failed.ts";
import type { DatabaseHookName } from "./dump-path.ts";

/** What an archive tells of one of its dumps: an element of `dumps` in `dumps.json`, with borgmatic's names. */
export interface DumpRecord {
  readonly hook_name: DatabaseHookName;
  readonly data_source_name: string;
  readonly hostname: string | null;
  readonly port: number | null;
  readonly label: string | null;
  readonly container: string | null;
}

/** The text of `dumps.json`. */
export function formatDumpRecords(dumps: readonly DumpRecord[]): string {
  const sorted = dumps.map(({ container, data_source_name, hook_name, hostname, label, port }) => {
    return { container, data_source_name, hook_name, hostname, label, port };
  });
  return JSON.stringify({ dumps: sorted });
}

/**
 * Reads a `dumps.json` of ours or borgmatic's. Fields that are missing count as null.
 *
 * @param path Where it lies in the archive, for the message.
 * @throws {DataSourceFailed} If it is no such file.
 */
export function parseDumpRecords(text: string, path: string): readonly DumpRecord[] {
  try {
    const { dumps } = JSON.parse(text) as { readonly dumps: readonly Readonly<Record<string, unknown>>[] };
    return dumps.map(readRecord);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataSourceFailed(`Cannot read archive data source dumps metadata at ${path}: ${reason}`, { cause });
  }
}

function readRecord(fields: Readonly<Record<string, unknown>>): DumpRecord {
  return {
    hook_name: textOf(fields, "hook_name") as DatabaseHookName,
    data_source_name: textOf(fields, "data_source_name"),
    hostname: optional(fields, "hostname", "string"),
    port: optional(fields, "port", "number"),
    label: optional(fields, "label", "string"),
    container: optional(fields, "container", "string"),
  };
}

function textOf(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw new TypeError(`${name} is no text`);
  return value;
}

function optional(fields: Readonly<Record<string, unknown>>, name: string, type: "string"): string | null;
function optional(fields: Readonly<Record<string, unknown>>, name: string, type: "number"): number | null;
function optional(fields: Readonly<Record<string, unknown>>, name: string, type: string): unknown {
  const value = fields[name] ?? null;
  if (value !== null && typeof value !== type) throw new TypeError(`${name} is no ${type}`);
  return value;
}

/** The dump as messages name it: `shop@db.example.org:5433 (postgresql_databases)`. */
export function describeDump({ hook_name, data_source_name, hostname, port, label, container }: DumpRecord): string {
  const host = label ?? container ?? hostname ?? "";
  const place = label !== null || port === null ? host : `${host}:${port}`;
  return `${data_source_name}${place === "" ? "" : `@${place}`} (${hook_name})`;
}
