import { bytesToText, compareText, MsgpackError } from "../bytes/index.ts";
import type { MsgpackMap, MsgpackValue } from "../bytes/index.ts";

/**
 * What an archive knows about itself; its items lie in the chunks that `items` lists.
 *
 * Times are texts, see `parseTimestamp`; the counters are informational and may be missing (Borg before 1.2).
 * See docs/formats/archive.md.
 */
export interface ArchiveRecord {
  version: 1;
  name: string;
  /** Ids (32 bytes each) of the item stream's chunks, in order. */
  items: Uint8Array[];
  cmdline: string[];
  hostname: string;
  username: string;
  time: string;
  time_end?: string;
  comment?: string;
  cwd?: string;
  /** As stored: algorithm and numbers, or four numbers in very old archives. See `chunkerParamsFromArchive`. */
  chunker_params?: (string | number)[];
  recreate_cmdline?: string[];
  nfiles?: number;
  size?: number;
  csize?: number;
  nfiles_parts?: number;
  size_parts?: number;
  csize_parts?: number;
  /** All other keys but `tam`: kept when the record is written again. */
  unknown?: Map<string, MsgpackValue>;
}

const TEXTS = ["name", "hostname", "username", "time", "time_end", "comment", "cwd"] as const;
const COUNTS = ["nfiles", "size", "csize", "nfiles_parts", "size_parts", "csize_parts"] as const;
const TEXT_LISTS = ["cmdline", "recreate_cmdline"] as const;
const REQUIRED = ["version", "name", "items", "cmdline", "hostname", "username", "time"] as const;

type Field = Exclude<keyof ArchiveRecord, "unknown">;

/** Keys that Borg calls valid in an archive's metadata; `check` looks for such maps when the manifest is lost. Sorted. */
export const ARCHIVE_KEYS: readonly string[] = [
  ...TEXTS,
  ...COUNTS,
  ...TEXT_LISTS,
  "version",
  "items",
  "chunker_params",
  "tam",
  "recreate_source_id",
  "recreate_args",
  "recreate_partial_chunks",
].sort(compareText);

/** Keys without which `check` does not believe that a map is an archive. */
export const REQUIRED_ARCHIVE_KEYS: readonly string[] = ["version", "name", "items", "cmdline", "time"];

/** The record as a map with sorted keys, without `tam`. */
export function archiveRecordToMap(record: ArchiveRecord): Map<string, MsgpackValue> {
  const { unknown, ...fields } = record;
  const entries: [string, MsgpackValue][] = [...(unknown ?? [])];
  for (const [key, value] of Object.entries(fields)) entries.push([key, value]);
  return new Map(entries.sort(([a], [b]) => compareText(a, b)));
}

/**
 * The record of an unpacked map. `tam` is dropped: verify it first.
 *
 * @throws {MsgpackError} If a needed key is missing or a value is of another kind than in Borg.
 */
export function archiveRecordFromMap(map: MsgpackMap): ArchiveRecord {
  const fields = new Map<Field, unknown>();
  const unknown = new Map<string, MsgpackValue>();
  for (const [key, value] of map) {
    if (key === "tam") continue;
    if (typeof key !== "string") throw invalid(String(key));
    if (isField(key)) fields.set(key, decodeField(key, value));
    else unknown.set(key, value);
  }
  for (const key of REQUIRED) if (!fields.has(key)) throw new MsgpackError(`archive without ${key}`, 0);
  const record = Object.fromEntries(fields) as unknown as ArchiveRecord;
  return unknown.size === 0 ? record : { ...record, unknown };
}

type Decoder = (key: string, value: MsgpackValue) => unknown;

const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ["version", decodeVersion],
  ["items", decodeIds],
  ["chunker_params", decodeParams],
  ...TEXTS.map((key) => [key, decodeText] as const),
  ...COUNTS.map((key) => [key, decodeCount] as const),
  ...TEXT_LISTS.map((key) => [key, decodeTexts] as const),
]);

function isField(key: string): key is Field {
  return DECODERS.has(key);
}

function decodeField(key: Field, value: MsgpackValue): unknown {
  return DECODERS.get(key)?.(key, value);
}

function decodeVersion(key: string, value: MsgpackValue): 1 {
  if (value !== 1) throw invalid(key);
  return 1;
}

function decodeText(key: string, value: MsgpackValue): string {
  if (typeof value === "string") return value;
  if (!(value instanceof Uint8Array)) throw invalid(key);
  return bytesToText(value);
}

function decodeTexts(key: string, value: MsgpackValue): string[] {
  // Borg takes an empty text for an empty list.
  if (value instanceof Uint8Array && value.length === 0) return [];
  if (!Array.isArray(value)) throw invalid(key);
  return value.map((text) => decodeText(key, text));
}

function decodeCount(key: string, value: MsgpackValue): number {
  if (typeof value !== "number") throw invalid(key);
  return value;
}

function decodeIds(key: string, value: MsgpackValue): Uint8Array[] {
  if (!Array.isArray(value)) throw invalid(key);
  return value.map((id) => {
    if (!(id instanceof Uint8Array) || id.length !== 32) throw invalid(key);
    return id;
  });
}

function decodeParams(key: string, value: MsgpackValue): (string | number)[] {
  if (!Array.isArray(value)) throw invalid(key);
  return value.map((part) => (typeof part === "number" ? part : decodeText(key, part)));
}

function invalid(key: string): MsgpackError {
  return new MsgpackError(`archive with an unusable ${key}`, 0);
}
