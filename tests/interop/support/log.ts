import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";

/** One entry of the log, read by a reader that is not the one under test. */
export interface LogEntry {
  readonly file: string;
  readonly segment: number;
  readonly offset: number;
  readonly tag: "PUT" | "DELETE" | "COMMIT";
  /** Hex; empty for a commit. */
  readonly id: string;
  /** Stored object; empty unless a PUT. */
  readonly data: Buffer;
}

const TAGS = ["PUT", "DELETE", "COMMIT"] as const;
const HEADER_SIZE = 9;
const ID_SIZE = 32;

/** Segment files of a repository, oldest first. */
export function segmentFiles(repository: string): { path: string; segment: number }[] {
  const data = join(repository, "data");
  if (!existsSync(data)) return [];
  return readdirSync(data)
    .flatMap((folder) =>
      readdirSync(join(data, folder)).map((name) => ({ path: join(data, folder, name), segment: Number(name) })),
    )
    .filter(({ segment }) => Number.isInteger(segment))
    .toSorted((left, right) => left.segment - right.segment);
}

/** All entries whose checksum holds; a torn tail (of a killed writer) ends its segment. */
export function readLog(repository: string): LogEntry[] {
  return segmentFiles(repository).flatMap(({ path, segment }) => readSegment(path, segment));
}

function readSegment(file: string, segment: number): LogEntry[] {
  const bytes = readFileSync(file);
  if (bytes.length < 8) return [];
  assert.equal(bytes.toString("latin1", 0, 8), "BORG_SEG", file);
  const entries: LogEntry[] = [];
  let offset = 8;
  while (offset + HEADER_SIZE <= bytes.length) {
    const size = bytes.readUInt32LE(offset + 4);
    const tag = TAGS[bytes[offset + 8] ?? 255];
    const end = offset + size;
    if (tag === undefined || size < HEADER_SIZE || end > bytes.length) break;
    if (crc32(bytes.subarray(offset + 4, end)) !== bytes.readUInt32LE(offset)) break;
    const idEnd = tag === "COMMIT" ? offset + HEADER_SIZE : offset + HEADER_SIZE + ID_SIZE;
    entries.push({
      file,
      segment,
      offset,
      tag,
      id: bytes.toString("hex", offset + HEADER_SIZE, idEnd),
      data: bytes.subarray(idEnd, end),
    });
    offset = end;
  }
  return entries;
}
