import type { PaxRecord } from "./pax-records.ts";
import type { SparsePart } from "./sparse-map.ts";
import { partsOfNumbers, wholeNumber } from "./sparse-map.ts";
import type { TarHeader } from "./tar-header.ts";

/** Keywords that say something about a member; others are dropped. */
const KEYWORDS: ReadonlySet<string> = new Set([
  "path",
  "linkpath",
  "size",
  "mtime",
  "uid",
  "gid",
  "uname",
  "gname",
  "GNU.sparse.name",
  "GNU.sparse.size",
  "GNU.sparse.realsize",
  "GNU.sparse.map",
  "GNU.sparse.major",
  "GNU.sparse.minor",
]);

/** What pax headers say, by keyword; the last word on each counts. */
export type PaxHeaders = ReadonlyMap<string, string>;

/** `before`, with the records of one more header. */
export function withRecords(before: PaxHeaders, records: readonly PaxRecord[]): PaxHeaders {
  const headers = new Map(before);
  for (const { keyword, value } of records) if (KEYWORDS.has(keyword)) headers.set(keyword, value);
  return headers;
}

/** Changes a member to what pax headers say of it, in their order. */
export function applyPaxHeaders(header: TarHeader, headers: PaxHeaders): void {
  for (const [keyword, value] of headers) applyOne(header, keyword, value);
}

function applyOne(header: TarHeader, keyword: string, value: string): void {
  switch (keyword) {
    case "path":
      header.name = value.replace(/\/+$/, "");
      break;
    case "GNU.sparse.name":
      header.name = value;
      break;
    case "linkpath":
      header.linkname = value;
      break;
    case "mtime":
      header.mtime = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*$/.test(value) ? Number(value) : 0;
      break;
    case "uid":
    case "gid":
      header[keyword] = wholeNumber(value) ?? 0;
      break;
    case "uname":
    case "gname":
      header[keyword] = value;
      break;
  }
}

/** Bytes of content in the tar file, if the headers say. @throws {RangeError} If that is no number. */
export function paxStoredSize(headers: PaxHeaders): number | undefined {
  return headers.has("size") ? sizeOf(headers, "size") : undefined;
}

/** How a pax header describes a file with holes. */
export interface PaxSparse {
  /** Bytes of the file, with its holes. */
  readonly size: number;
  /** What is not a hole; undefined: that is told at the beginning of the content. */
  readonly parts: readonly SparsePart[] | undefined;
}

/**
 * @param headers What holds for the member.
 * @param records Those of the header at hand: the oldest format repeats a keyword for each part.
 * @returns `undefined` if the file has no holes.
 * @throws {RangeError} If there are numbers that are none.
 */
export function paxSparse(headers: PaxHeaders, records: readonly PaxRecord[]): PaxSparse | undefined {
  const map = headers.get("GNU.sparse.map");
  if (map !== undefined) {
    const parts = partsOfNumbers(map === "" ? [] : map.split(","));
    return { size: sizeOf(headers, "GNU.sparse.size"), parts };
  }
  if (headers.has("GNU.sparse.size")) {
    return { size: sizeOf(headers, "GNU.sparse.size"), parts: partsOfNumbers(repeatedNumbers(records)) };
  }
  const isInContent = headers.get("GNU.sparse.major") === "1" && headers.get("GNU.sparse.minor") === "0";
  return isInContent ? { size: sizeOf(headers, "GNU.sparse.realsize"), parts: undefined } : undefined;
}

function repeatedNumbers(records: readonly PaxRecord[]): string[] {
  const valuesOf = (keyword: string): string[] =>
    records.filter((record) => record.keyword === keyword).map(({ value }) => value);
  const sizes = valuesOf("GNU.sparse.numbytes");
  return valuesOf("GNU.sparse.offset").flatMap((offset, index) => [offset, sizes[index] ?? ""]);
}

function sizeOf(headers: PaxHeaders, keyword: string): number {
  const size = wholeNumber(headers.get(keyword));
  if (size === undefined) throw new RangeError(`${keyword} of a pax header is no number`);
  return size;
}
