import { toHex } from "@coffer/format/bytes";
import { type JsonValue, fieldNames, joinShell, localTime, replaceSurrogates } from "../text/index.ts";
import { type FieldValue, type LineWriter, compileLine } from "./line-format.ts";
import { TimeValue } from "./time-value.ts";

/** An archive as the manifest lists it. */
export interface ArchiveEntry {
  readonly name: string;
  readonly id: Uint8Array;
  /** Microseconds since 1970. */
  readonly time: bigint;
}

/** What has to be read from the archive's own metadata. */
export interface ArchiveDetails {
  readonly hostname: string;
  readonly username: string;
  readonly comment: string;
  readonly command_line: readonly string[];
  /** Microseconds since 1970. */
  readonly end: bigint;
  readonly tamVerified: boolean;
}

export const ARCHIVE_LINE_FORMAT = "{archive:<36} {time} [{id}]{NL}";
export const ARCHIVE_SHORT_FORMAT = "{archive}{NL}";

const DETAIL_KEYS = ["hostname", "username", "comment", "bcomment", "end", "command_line", "tam"];

/** True if the format asks for more than the manifest knows. */
export function needsDetails(format: string): boolean {
  return detailKeysOf(format).length > 0;
}

function detailKeysOf(format: string): string[] {
  let names: string[];
  try {
    names = fieldNames(format);
  } catch {
    return [];
  }
  return DETAIL_KEYS.filter((key) => names.includes(key));
}

interface Subject {
  readonly entry: ArchiveEntry;
  readonly details: ArchiveDetails | undefined;
}

/** A time of the manifest or of an archive's metadata, to whole seconds, as Borg shows them. */
export function archiveTime(micros: bigint): TimeValue {
  return new TimeValue(localTime(Number(micros / 1_000_000n)));
}

/** Writes archives of a repository as lines of text, or as values for JSON. */
export class ArchiveFormatter {
  private readonly format: string;
  private readonly writer: LineWriter<Subject>;

  /** @throws {InvalidListFormat} If the format is wrong. */
  constructor(format: string) {
    this.format = format;
    this.writer = compileLine(format, VALUES);
  }

  line(entry: ArchiveEntry, details?: ArchiveDetails): string {
    return this.writer({ entry, details });
  }

  json(entry: ArchiveEntry, details?: ArchiveDetails): { readonly [key: string]: JsonValue } {
    const time = archiveTime(entry.time).iso();
    const shown = replaceSurrogates(entry.name);
    const base: Record<string, JsonValue> = {
      name: shown,
      archive: shown,
      barchive: entry.name,
      id: toHex(entry.id),
      time,
      start: time,
    };
    if (details === undefined) return base;
    for (const key of detailKeysOf(this.format)) base[key] = jsonDetail(key, details);
    return base;
  }
}

function jsonDetail(key: string, details: ArchiveDetails): JsonValue {
  switch (key) {
    case "command_line":
      return details.command_line.map(replaceSurrogates);
    case "end":
      return archiveTime(details.end).iso();
    default:
      return plainText(detailValue(key, details));
  }
}

function plainText(value: FieldValue): string {
  return value instanceof TimeValue ? value.iso() : String(value);
}

function detailValue(key: string, details: ArchiveDetails): FieldValue {
  switch (key) {
    case "hostname":
      return replaceSurrogates(details.hostname);
    case "username":
      return replaceSurrogates(details.username);
    case "comment":
      return replaceSurrogates(details.comment);
    case "bcomment":
      return details.comment;
    case "end":
      return archiveTime(details.end);
    case "command_line":
      return joinShell(details.command_line.map(replaceSurrogates));
    default:
      return details.tamVerified ? "verified" : "none";
  }
}

const VALUES: ReadonlyMap<string, (subject: Subject) => FieldValue> = new Map<string, (subject: Subject) => FieldValue>(
  [
    ["name", ({ entry }) => replaceSurrogates(entry.name)],
    ["archive", ({ entry }) => replaceSurrogates(entry.name)],
    ["barchive", ({ entry }) => entry.name],
    ["id", ({ entry }) => toHex(entry.id)],
    ["time", ({ entry }) => archiveTime(entry.time)],
    ["start", ({ entry }) => archiveTime(entry.time)],
    ...DETAIL_KEYS.map((key): [string, (subject: Subject) => FieldValue] => [
      key,
      ({ details }) => (details === undefined ? "" : detailValue(key, details)),
    ]),
  ],
);
