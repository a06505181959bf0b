import { MAX_OBJECT_SIZE, PUT_HEADER_SIZE } from "@coffer/format/segment";
import { checkPutData, checkPutHeader } from "./log-reader.ts";
import type { LogReader } from "./log-reader.ts";

/** Unwanted bytes that are read rather than begin another read. */
const GAP_MAX = 64 * 1024;
/** Bytes of one read, unless a single entry is larger. */
const RANGE_MAX = 8 * 1024 * 1024;
/** Reads under way at a time. */
const PARALLEL_READS = 4;

/** One entry that is wanted. */
export interface EntryPlace {
  readonly id: Uint8Array;
  readonly segment: number;
  readonly offset: number;
  /** Of the whole entry, if the caller knows. */
  readonly size: number | undefined;
}

export interface FetchOptions {
  readonly allocate: (size: number) => Uint8Array;
  readonly verifyCrc: boolean;
}

interface Range {
  readonly segment: number;
  readonly offset: number;
  end: number;
  /** Positions in the list of places. */
  readonly members: number[];
}

/**
 * Reads entries in the order of the log, neighbours together, and returns them in the order asked for.
 *
 * @throws {IntegrityError} For the first entry that is not what it should be.
 */
export async function fetchEntries(
  reader: LogReader,
  places: readonly EntryPlace[],
  options: FetchOptions,
): Promise<Uint8Array[]> {
  const sized: number[] = [];
  for (const place of places) sized.push(plausibleHint(place) ?? (await readSize(reader, place)));
  const ranges = coalesce(places, sized);
  const entries: Uint8Array[] = new Array<Uint8Array>(places.length);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let range = ranges[next++]; range !== undefined; range = ranges[next++]) {
      await fetchRange(reader, range, places, sized, options, entries, ranges.length === 1);
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_READS, ranges.length) }, work));
  return entries;
}

function plausibleHint({ size }: EntryPlace): number | undefined {
  return size !== undefined && size >= PUT_HEADER_SIZE && size <= MAX_OBJECT_SIZE ? size : undefined;
}

async function readSize(reader: LogReader, { id, segment, offset }: EntryPlace): Promise<number> {
  return reader.canReadNow ? reader.putSizeNow(segment, offset, id) : reader.putSize(segment, offset, id);
}

function coalesce(places: readonly EntryPlace[], sizes: readonly number[]): Range[] {
  const order = places.map((place, position) => ({ place, position }));
  order.sort((a, b) => a.place.segment - b.place.segment || a.place.offset - b.place.offset);
  const ranges: Range[] = [];
  let last: Range | undefined;
  for (const { place, position } of order) {
    const end = place.offset + (sizes[position] ?? 0);
    const isNear = last !== undefined && place.segment === last.segment && place.offset <= last.end + GAP_MAX;
    if (last !== undefined && isNear && end - last.offset <= RANGE_MAX) {
      last.members.push(position);
      last.end = Math.max(last.end, end);
    } else {
      last = { segment: place.segment, offset: place.offset, end, members: [position] };
      ranges.push(last);
    }
  }
  return ranges;
}

async function fetchRange(
  reader: LogReader,
  range: Range,
  places: readonly EntryPlace[],
  sizes: readonly number[],
  options: FetchOptions,
  entries: Uint8Array[],
  isAlone: boolean,
): Promise<void> {
  const memory = options.allocate(range.end - range.offset);
  const count = await reader.readInto(range.segment, range.offset, memory, isAlone);
  const found = memory.subarray(0, count);
  for (const position of range.members) {
    const place = places[position];
    if (place === undefined) continue;
    const at = place.offset - range.offset;
    const size = checkPutHeader(found.subarray(at, at + PUT_HEADER_SIZE), place.segment, place.offset, place.id);
    // A size hint that was wrong costs a read of its own, no more.
    const isWhole = size === sizes[position];
    const entry = isWhole
      ? found.subarray(at, at + size)
      : await reader.putEntry(place.segment, place.offset, place.id);
    if (options.verifyCrc || entry.length < size) checkPutData(entry, size, place.segment, place.offset);
    entries[position] = entry;
  }
}
