import { IntegrityError } from "@coffer/format/errors";
import { formatRanges, parseRanges } from "../repository/index.ts";

const VERSION = 1;
const FILES_MAX = 10_000;
const CONTENT_SIZE_MAX = 4096;

/** Files that the repository has no use for any more, and that somebody may still be reading. */
export interface Superseded {
  /** When they became so, by the clock of the store: milliseconds since 1970. */
  readonly sinceMs: number;
  /** Segments, ascending. */
  readonly segments: readonly number[];
  /** Other files: names in the repository. */
  readonly files: readonly string[];
}

/**
 * Which files a repository in a bucket has: `ctl/head`, replaced as a whole by whoever holds the lock. Segments behind the last one named
 * here may be there as well.
 *
 * @see docs/formats/bucket.md
 */
export interface Head {
  /** Of the lease under which it was written. */
  readonly epoch: number;
  readonly segmentsPerFolder: number;
  /** Ascending. */
  readonly segments: readonly number[];
  readonly files: readonly string[];
  /** Bytes of those files whose size was known. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Content of the files that every reader needs and that are never replaced: it saves him a request. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
  /** In the order in which they became so. */
  readonly superseded: readonly Superseded[];
}

export function encodeHead(head: Head): Uint8Array {
  const { epoch, segmentsPerFolder, segments, files, sizes, contents, superseded } = head;
  const json = {
    version: VERSION,
    epoch,
    segments_per_dir: segmentsPerFolder,
    segments: formatRanges(segments),
    files,
    sizes: Object.fromEntries(sizes),
    contents: Object.fromEntries([...contents].map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")])),
    superseded: superseded.map((one) => ({
      since: new Date(one.sinceMs).toISOString(),
      segments: formatRanges(one.segments),
      files: one.files,
    })),
  };
  return new TextEncoder().encode(`${JSON.stringify(json, undefined, 1)}\n`);
}

/** @throws {IntegrityError} */
export function decodeHead(bytes: Uint8Array, location: string): Head {
  try {
    const json = asObject(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
    if (json["version"] !== VERSION) throw new RangeError(`unknown version ${String(json["version"])}`);
    const superseded = asArray(json["superseded"]).map((one) => {
      const { since, segments, files } = asObject(one);
      return { sinceMs: asTime(since), segments: parseRanges(asText(segments)), files: asNames(files) };
    });
    return {
      epoch: asNumber(json["epoch"]),
      segmentsPerFolder: Math.max(1, asNumber(json["segments_per_dir"])),
      segments: parseRanges(asText(json["segments"])),
      files: asNames(json["files"]),
      // heads of older versions have none
      sizes: asMap(json["sizes"] ?? {}, asNumber),
      contents: asMap(json["contents"] ?? {}, asContent),
      superseded,
    };
  } catch (error) {
    throw new IntegrityError(`${location} is damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) throw new TypeError("not an object");
  return value as Readonly<Record<string, unknown>>;
}

function asArray(value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length > FILES_MAX) throw new TypeError("not a list");
  return value;
}

function asText(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("not a text");
  return value;
}

function asNumber(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new TypeError("not a number");
  return value as number;
}

function asTime(value: unknown): number {
  return asNumber(Date.parse(asText(value)));
}

/** Names of files at the root of the repository. */
function asNames(value: unknown): readonly string[] {
  return asArray(value).map(asName);
}

function asName(value: unknown): string {
  if (!/^[A-Za-z0-9._-]{1,100}$/.test(asText(value))) throw new TypeError("not a name of a file");
  return asText(value);
}

function asMap<Value>(value: unknown, asValue: (value: unknown) => Value): ReadonlyMap<string, Value> {
  const entries = Object.entries(asObject(value));
  if (entries.length > FILES_MAX) throw new TypeError("too many");
  return new Map(entries.map(([name, one]) => [asName(name), asValue(one)]));
}

function asContent(value: unknown): Uint8Array {
  const text = asText(value);
  if (text.length > CONTENT_SIZE_MAX) throw new TypeError("too long");
  return new Uint8Array(Buffer.from(text, "base64"));
}
