import { concatBytes } from "@coffer/format/bytes";
import { IntegrityError } from "@coffer/format/errors";
import {
  COMMIT_ENTRY,
  computeEntryCrc,
  encodeDelete,
  encodePut,
  ENTRY_HEADER_SIZE,
  entrySizeFault,
  entryTagFault,
  isPutEntryOf,
  readEntryHeader,
  recoverEntries,
} from "@coffer/format/segment";
import type { FuzzTarget } from "./fuzz-target.ts";

const id = new Uint8Array(32).fill(7);

/** Entries of a segment without its magic: the walk that verifies, and the search that repairs. */
export const target: FuzzTarget = {
  name: "segment",
  seeds: () => [
    concatBytes(encodePut(id, new Uint8Array(20)), encodeDelete(id), COMMIT_ENTRY),
    concatBytes(encodePut(id, new Uint8Array(0)), encodePut(id, new Uint8Array(300).fill(1))),
    COMMIT_ENTRY,
  ],
  run: (input) => {
    const walked = walk(input);
    const found = [...recoverEntries(input)];
    let end = 0;
    for (const { offset, size } of found) {
      if (offset < end || size < ENTRY_HEADER_SIZE || offset + size > input.length) throw new Error("ranges overlap");
      end = offset + size;
    }
    for (const [number, offset] of walked.entries()) {
      if (found[number]?.offset !== offset) throw new Error("the search misses what the walk finds sound");
    }
    isPutEntryOf(input, id);
  },
};

/** Offsets of sound entries up to the first that is not. */
function walk(input: Uint8Array): number[] {
  const offsets: number[] = [];
  let offset = 0;
  while (offset + ENTRY_HEADER_SIZE <= input.length) {
    const header = readEntryHeader(input, offset);
    const fault =
      entrySizeFault(header.size, ENTRY_HEADER_SIZE, 0, offset) ??
      (offset + header.size > input.length ? new IntegrityError("short") : undefined) ??
      (computeEntryCrc(input, offset, header.size) === header.crc ? undefined : new IntegrityError("checksum")) ??
      entryTagFault(header, 0, offset);
    if (fault !== undefined) break;
    offsets.push(offset);
    offset += header.size;
  }
  return offsets;
}
