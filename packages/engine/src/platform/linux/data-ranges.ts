import type { DataRange } from "../platform.ts";
import { fail } from "./fail.ts";
import { libc } from "./libc.ts";

const SEEK_END = 2;
const SEEK_DATA = 3;
const SEEK_HOLE = 4;
const ENXIO = 6;

export function dataRanges(fd: number, start: number): DataRange[] {
  const end = seek(fd, 0, SEEK_END);
  const ranges: DataRange[] = [];
  let offset = start;
  while (offset < end) {
    const data = Math.min(seek(fd, offset, SEEK_DATA, end), end);
    if (data > offset) ranges.push({ offset, length: data - offset, isData: false });
    if (data >= end) break;
    const hole = Math.min(seek(fd, data, SEEK_HOLE), end);
    ranges.push({ offset: data, length: hole - data, isData: true });
    offset = hole;
  }
  return ranges;
}

/** @param pastTheLast What "no more data" stands for. */
function seek(fd: number, offset: number, whence: number, pastTheLast?: number): number {
  const position = Number(libc().lseek(fd, offset, whence));
  if (position >= 0) return position;
  if (pastTheLast !== undefined && libc().errno() === ENXIO) return pastTheLast;
  return fail(fd);
}
