import { text } from "node:stream/consumers";
import { PassThrough } from "node:stream";
import { expandHome } from "../../../system/index.ts";
import type { DataSourceContext } from "../data-source-hook.ts";
import { DATABASE_HOOK_NAMES, type DatabaseHookName, dumpPath, RECORDS_FILE } from "../dumps/dump-path.ts";
import { type DumpRecord, parseDumpRecords } from "../dumps/dump-record.ts";
import { RUN_PREFIX } from "../run-folders.ts";
import type { ArchiveReader } from "./restore-request.ts";

/** A dump and where it lies in an archive. */
export interface ArchivedDump {
  readonly record: DumpRecord;
  /** Of its file, or of its folder. */
  readonly path: string;
  readonly isFolder: boolean;
  /** What is known of it is what its path tells. */
  readonly isGuessed: boolean;
}

/** A path of an archive as a place of dumps: `BASE/HOOK/HOST/NAME`, then what lies in a dump that is a folder. */
interface DumpPlace {
  readonly base: string;
  readonly hook: DatabaseHookName;
  readonly host: string;
  readonly name: string;
  readonly isInside: boolean;
}

/**
 * All dumps of an archive, ours or borgmatic's of any age: by `dumps.json` where there is one, else by their paths.
 *
 * @throws {DataSourceFailed} If a `dumps.json` cannot be read.
 */
export async function archivedDumps(
  reader: ArchiveReader,
  context: DataSourceContext,
): Promise<readonly ArchivedDump[]> {
  const paths = await reader.list(basePatterns(context).map((base) => `sh:${base}/*_databases`));
  const dumps = dumpsByPath(paths);
  const records: DumpRecord[] = [];
  for (const path of paths.filter((candidate) => candidate.endsWith(`/${RECORDS_FILE}`))) {
    records.push(...parseDumpRecords(await contentsOf(path, reader, context), path));
  }
  if (records.length === 0) return [...dumps.values()];
  return records.flatMap((record) => {
    const found = placesOf(record)
      .map((place) => dumps.get(place))
      .find((dump) => dump !== undefined);
    if (found === undefined)
      context.log.warning(`${reader.archiveName} tells of a dump that it does not hold: ${dumpPath(record)}`);
    return found === undefined ? [] : [{ ...found, record, isGuessed: false }];
  });
}

/** Where dumps may lie: archives of Borg 1.4, of older Borgs, and of borgmatic 1. */
function basePatterns({ configuration, system }: DataSourceContext): readonly string[] {
  const old = expandHome(configuration.borgmatic_source_directory ?? "~/.borgmatic", system);
  return ["borgmatic", `**/${RUN_PREFIX}*/borgmatic`, old.replace(/^\/+/, "")];
}

/** Dumps by their path from the hook's name on. What their paths tell is all that is known of them. */
function dumpsByPath(paths: readonly string[]): ReadonlyMap<string, ArchivedDump> {
  const found = new Map<string, ArchivedDump>();
  for (const path of paths) {
    const place = placeOf(path);
    if (place === undefined) continue;
    const below = `${place.hook}/${place.host}/${place.name}`;
    const isFolder = place.isInside || found.get(below)?.isFolder === true;
    found.set(below, { record: recordOf(place), path: `${place.base}${below}`, isFolder, isGuessed: true });
  }
  return found;
}

function placeOf(path: string): DumpPlace | undefined {
  const names = path.split("/");
  const at = names.findIndex((name) => isHookName(name));
  const [hook = "", host, name, inside] = names.slice(at);
  if (at === -1 || !isHookName(hook) || host === undefined || name === undefined) return undefined;
  const base = names
    .slice(0, at)
    .map((folder) => `${folder}/`)
    .join("");
  return { base, hook, host, name, isInside: inside !== undefined };
}

function isHookName(name: string): name is DatabaseHookName {
  return (DATABASE_HOOK_NAMES as readonly string[]).includes(name);
}

function recordOf({ hook, host, name }: DumpPlace): DumpRecord {
  const [, hostname = host, port] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
  return {
    hook_name: hook,
    data_source_name: name,
    hostname: hostname === "localhost" ? null : hostname,
    port: port === undefined ? null : Number(port),
    label: null,
    container: null,
  };
}

/** Older borgmatics leave the port out of the path. */
function placesOf(record: DumpRecord): readonly string[] {
  return [dumpPath(record), dumpPath({ ...record, port: null })];
}

async function contentsOf(path: string, reader: ArchiveReader, { signal }: DataSourceContext): Promise<string> {
  const stream = new PassThrough();
  const [contents] = await Promise.all([
    text(stream),
    reader.writeContents([`pf:${path}`], stream, signal).then(
      () => stream.end(),
      (error: unknown) => stream.destroy(error instanceof Error ? error : new Error(String(error))),
    ),
  ]);
  return contents;
}
